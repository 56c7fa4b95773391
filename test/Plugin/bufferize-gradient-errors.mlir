// A buffer of another type is no gradient.
// RUN: ag-opt --verify-diagnostics %s

// expected-error@+1 {{'func.func' [gradient-attribute] result 0 has 0 : i64, but that argument is a 'memref<8xf32>' and the result a 'memref<8xf64>': expected the same type, of floats}}
func.func private @g(memref<8xf32>) -> (memref<8xf64> {ag.gradient_of = 0})
