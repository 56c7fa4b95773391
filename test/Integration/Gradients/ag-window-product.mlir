// Products of windows of an input of any size. The number of windows is an operand.
// RUN: ag-run %s --dim n=17 --verify-grad
func.func @main(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c6 = arith.constant 6 : index
  %0 = ag.reduce_window prod "(3a+3b)->a" %x [b = 1] (%c6) : tensor<?xf32>
  return %0 : tensor<?xf32>
}
