// RUN: not ag-opt --ag-differentiate=grad=border %s 2>&1 | FileCheck %s --check-prefix=BORDER
// RUN: not ag-opt --ag-differentiate=grad=border:mode=jvp %s 2>&1 | FileCheck %s --check-prefix=BORDER
// RUN: not ag-opt --ag-differentiate=grad=gathered %s 2>&1 | FileCheck %s --check-prefix=GATHERED
// RUN: ag-opt --ag-differentiate=grad=border:wrt=1 %s | FileCheck %s

// Padding that is not one value has no derivative; other ops can express it.
func.func @border(%x: tensor<4xf32>, %y: tensor<2xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = tensor.extract %x[%c0] : tensor<4xf32>
  %b = tensor.extract %x[%c1] : tensor<4xf32>
  // BORDER: [[#@LINE+2]]:{{.*}}error: 'tensor.pad' has no derivative: what it pads with is not the same everywhere
  // BORDER: note: it depends on argument
  %0 = tensor.pad %y low[1] high[1] {
  ^bb0(%i: index):
    %isFirst = arith.cmpi eq, %i, %c0 : index
    %e = arith.select %isFirst, %a, %b : f32
    tensor.yield %e : f32
  } : tensor<2xf32> to tensor<4xf32>
  return %0 : tensor<4xf32>
}
// The padding's own derivative is not requested here.
// CHECK: func.func @border_grad(
// CHECK: tensor.extract_slice %arg2[1] [2] [1]

func.func @gathered(%x: tensor<4x2xf32>, %i: tensor<3x1xindex>) -> tensor<3x1x2xf32> {
  // GATHERED: [[#@LINE+1]]:{{.*}}error: 'tensor.gather' has no derivative
  %0 = tensor.gather %x[%i] gather_dims([0]) : (tensor<4x2xf32>, tensor<3x1xindex>) -> tensor<3x1x2xf32>
  return %0 : tensor<3x1x2xf32>
}
