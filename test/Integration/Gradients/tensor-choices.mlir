// Each iteration writes to the first row, writes to its own row, or writes nothing.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<6x2xf64>, %ways: tensor<6xi8>) -> tensor<6x2xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %one = arith.constant 1 : i8
  %r = scf.for %i = %c0 to %c6 step %c1 iter_args(%s = %x) -> (tensor<6x2xf64>) {
    %way = tensor.extract %ways[%i] : tensor<6xi8>
    %less = arith.cmpi slt, %way, %one : i8
    %same = arith.cmpi eq, %way, %one : i8
    %row = tensor.extract_slice %s[%i, 0] [1, 2] [1, 1] : tensor<6x2xf64> to tensor<2xf64>
    %t = scf.if %less -> (tensor<6x2xf64>) {
      %0 = math.sin %row : tensor<2xf64>
      %1 = tensor.insert_slice %0 into %s[0, 0] [1, 2] [1, 1] : tensor<2xf64> into tensor<6x2xf64>
      scf.yield %1 : tensor<6x2xf64>
    } else {
      %2 = scf.if %same -> (tensor<6x2xf64>) {
        %3 = arith.mulf %row, %row : tensor<2xf64>
        %4 = tensor.insert_slice %3 into %s[%i, 0] [1, 2] [1, 1] : tensor<2xf64> into tensor<6x2xf64>
        scf.yield %4 : tensor<6x2xf64>
      } else {
        scf.yield %s : tensor<6x2xf64>
      }
      scf.yield %2 : tensor<6x2xf64>
    }
    scf.yield %t : tensor<6x2xf64>
  }
  return %r : tensor<6x2xf64>
}
