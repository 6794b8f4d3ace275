// @title constants that double until the compiler has no memory left
// @request {"compile": {"limits": {"memory": "256MiB", "timeout": "10s"}}}
// @outcome compile-error|memory-limit|timeout
// @wall 0 11500
// @control none what is looked at is the limit
public class Main {
    static final String A = "0123456789abcdef0123456789abcdef", B = A + A + A + A + A + A + A + A;
    static final String C = B + B + B + B + B + B + B + B, D = C + C + C + C + C + C + C + C;
    static final String E = D + D + D + D + D + D + D + D, F = E + E + E + E + E + E + E + E;
    static final String G = F + F + F + F + F + F + F + F, H = G + G + G + G + G + G + G + G;
    static final String I = H + H + H + H + H + H + H + H, J = I + I + I + I + I + I + I + I;

    public static void main(String[] args) {
        System.out.println(J.length());
    }
}
