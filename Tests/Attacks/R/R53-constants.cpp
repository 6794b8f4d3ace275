// @title constants that take for ever to work out
// @request {"compile": {"limits": {"memory": "256MiB", "timeout": "2s"}}}
// @phase compile
// @outcome timeout|memory-limit
// @wall 0 3500
// @control none it takes minutes
// Each is below the compiler's own bound; only their number is not.
template <int N>
constexpr long work() {
    long sum = 0;
    for (int i = 0; i < 200000; i++) sum += i % (N + 1);
    return sum;
}
template <int... N>
struct Many {
    static constexpr long sum = (work<N>() + ...);
};
template <int N, int... Rest>
struct Count : Count<N - 1, N, Rest...> {};
template <int... Rest>
struct Count<0, Rest...> : Many<Rest...> {};

static_assert(Count<800>::sum > 0);
int main() {}
