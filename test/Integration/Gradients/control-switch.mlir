// An argument selects one of three branches. One of them forwards its operand.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3xf32>, %w: tensor<3x3xf32>, %i: tensor<i32>) -> tensor<3xf32> {
  %number = tensor.extract %i[] : tensor<i32>
  %case = arith.index_cast %number : i32 to index
  %r = scf.index_switch %case -> tensor<3xf32>
  case 0 {
    %0 = ag.contract "ij,j->i" %w, %x : tensor<3x3xf32>, tensor<3xf32> -> tensor<3xf32>
    scf.yield %0 : tensor<3xf32>
  }
  case 1 {
    %0 = ag.sigmoid %x : tensor<3xf32>
    %1 = ag.mul %0, %x : tensor<3xf32>
    scf.yield %1 : tensor<3xf32>
  }
  default {
    scf.yield %x : tensor<3xf32>
  }
  %y = ag.mul %r, %x : tensor<3xf32>
  return %y : tensor<3xf32>
}
