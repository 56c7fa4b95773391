// A dynamic number of rows is padded between its elements. The padding value has a derivative, too.
// RUN: ag-run %s --verify-grad
func.func @main(%given: tensor<3x2xf64>, %v: tensor<f64>, %k: tensor<5xf64>) -> tensor<7x5xf64> {
  %x = tensor.cast %given : tensor<3x2xf64> to tensor<?x2xf64>
  %0 = ag.tanh %v : tensor<f64>
  %1 = ag.pad %x low [0, 1] high [2, 0] interior [1, 2] with %0 : tensor<?x2xf64>, tensor<f64> -> tensor<?x5xf64>
  %2 = ag.contract "ij,j->ij" %1, %k : tensor<?x5xf64>, tensor<5xf64> -> tensor<?x5xf64>
  %3 = tensor.cast %2 : tensor<?x5xf64> to tensor<7x5xf64>
  return %3 : tensor<7x5xf64>
}
