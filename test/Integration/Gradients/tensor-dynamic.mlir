// The arguments have two dynamic sizes. The size of a slice depends on one of them.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<?x?xf64> {ag.dims = ["n", "m"]}, %v: tensor<?xf64> {ag.dims = ["m"]}) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f64
  %n = tensor.dim %x, %c0 : tensor<?x?xf64>
  %e = tensor.empty(%n) : tensor<?xf64>
  %init = linalg.fill ins(%zero : f64) outs(%e : tensor<?xf64>) -> tensor<?xf64>
  %0 = linalg.matvec ins(%x, %v : tensor<?x?xf64>, tensor<?xf64>) outs(%init : tensor<?xf64>) -> tensor<?xf64>
  %1 = math.tanh %0 : tensor<?xf64>
  %half = affine.apply affine_map<(d) -> ((d + 1) floordiv 2)>(%n)
  %2 = tensor.extract_slice %1[0] [%half] [1] : tensor<?xf64> to tensor<?xf64>
  %3 = tensor.insert_slice %2 into %0[0] [%half] [1] : tensor<?xf64> into tensor<?xf64>
  return %3 : tensor<?xf64>
}
