// A slice with steps that drops a dimension is a view with steps, and one that
// drops the dimension.
// RUN: ag-opt --ag-bufferize %s | FileCheck %s
// RUN: ag-run %s --entry=extracted --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=extracted --on=emulator --input=iota --same-as=%s
// RUN: ag-run %s --grad=extracted --dim='*=3' --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=inserted --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=iota --dim=n=7 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=emulator --input=iota --dim=n=0 --same-as=%s

// CHECK-LABEL: func.func @extracted(
// CHECK: %[[STEPPED:.*]] = memref.subview %arg0[0, 0, 0] [1, 3, 1] [1, 2, 1] : memref<5x8x1xf32> to memref<1x3x1xf32, strided<[8, 2, 1]>>
// CHECK: memref.subview %[[STEPPED]][0, 0, 0] [1, 3, 1] [1, 1, 1] : memref<1x3x1xf32, strided<[8, 2, 1]>> to memref<3x1xf32, strided<[2, 1]>>
func.func @extracted(%x: tensor<5x8x1xf32>) -> tensor<?x1xf32> {
  %0 = tensor.extract_slice %x[0, 0, 0] [1, 3, 1] [1, 2, 1] : tensor<5x8x1xf32> to tensor<3x1xf32>
  %1 = tensor.cast %0 : tensor<3x1xf32> to tensor<?x1xf32>
  return %1 : tensor<?x1xf32>
}

// CHECK-LABEL: func.func @inserted(
// CHECK: memref.subview {{.*}} to memref<1x3x1xf32, strided<[8, 2, 1], offset: 17>>
// CHECK: memref.subview {{.*}} to memref<3x1xf32, strided<[2, 1], offset: 17>>
func.func @inserted(%x: tensor<5x8x1xf32>, %y: tensor<3x1xf32>) -> tensor<5x8x1xf32> {
  %0 = tensor.insert_slice %y into %x[2, 1, 0] [1, 3, 1] [1, 2, 1] : tensor<3x1xf32> into tensor<5x8x1xf32>
  return %0 : tensor<5x8x1xf32>
}

// A view without steps, or one that drops nothing, stays.
// CHECK-LABEL: func.func @dynamic(
// CHECK-COUNT-2: memref.subview
// CHECK-NOT: memref.subview
// CHECK: return
func.func @dynamic(%x: tensor<5x?x1xf16> {ag.dims = [5, "n", 1]}) -> tensor<?xf16> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c1 : tensor<5x?x1xf16>
  %k = arith.ceildivui %n, %c2 : index
  %0 = tensor.extract_slice %x[3, 0, 0] [1, %n, 1] [1, 1, 1] : tensor<5x?x1xf16> to tensor<?x1xf16>
  %1 = tensor.extract_slice %0[0, 0] [%k, 1] [2, 1] : tensor<?x1xf16> to tensor<?x1xf16>
  %2 = tensor.collapse_shape %1 [[0, 1]] : tensor<?x1xf16> into tensor<?xf16>
  return %2 : tensor<?xf16>
}
