// @title templates that need two to the power of many others
// @request {"compile": {"limits": {"memory": "256MiB", "timeout": "2s"}}}
// @phase compile
// @outcome timeout|memory-limit
// @wall 0 3500
// @control none it has no end that one could wait for
template <int N, class T>
struct A {
    A<N - 1, T *> a;
    A<N - 1, T **> b;
};
template <class T>
struct A<0, T> {};

A<400, int> all;
int main() {}
