// If a stride separates elements that vectors re-read or add to, the elements
// of each window offset are copied to be contiguous.
// RUN: ag-opt %s --to=structure -o %t.mlir
// RUN: ag-opt %t.mlir --ag-loop-over-windows --canonicalize --cse | FileCheck %s
// RUN: ag-run %s --entry=forward --on=cpu --march=x86-64-v3 --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=scatter --on=cpu --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim h=11 --dim y=4 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim h=5 --dim y=2 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=pool --on=cpu --input=randn:1 --same-as=%s

// 9 positions are 5 and 4: position p becomes 5 * (p mod 2) + p floordiv 2.
// CHECK-LABEL: func.func @forward(
// CHECK: %[[EVEN:.*]] = tensor.extract_slice %arg0[0, 0] [5, 5] [1, 2]
// CHECK: %[[HALF:.*]] = tensor.insert_slice %[[EVEN]] into %{{.*}}[0, 0] [5, 5] [1, 1] : tensor<5x5xf32> into tensor<5x10xf32>
// CHECK: %[[ODD:.*]] = tensor.extract_slice %arg0[0, 1] [5, 4] [1, 2]
// CHECK: %[[COPY:.*]] = tensor.insert_slice %[[ODD]] into %[[HALF]][0, 5] [5, 4] [1, 1]
// CHECK: scf.for
// CHECK:   tensor.extract_slice %[[COPY]][0, %{{.*}}] [5, 4] [1, 1]
func.func @forward(%x: tensor<5x9xf32>, %w: tensor<6x5x3xf32>) -> tensor<6x4xf32> {
  %y = ag.contract "i(2y+u),oiu->oy" %x, %w : tensor<5x9xf32>, tensor<6x5x3xf32> -> tensor<6x4xf32>
  return %y : tensor<6x4xf32>
}

// CHECK-LABEL: func.func @scatter(
// CHECK: linalg.fill {{.*}} -> tensor<5x10xf32>
// CHECK: %[[SUM:.*]] = scf.for
// CHECK: %[[EVEN:.*]] = tensor.extract_slice %[[SUM]][0, 0] [5, 5] [1, 1]
// CHECK: %[[HALF:.*]] = tensor.insert_slice %[[EVEN]] into %{{.*}}[0, 0] [5, 5] [1, 2] : tensor<5x5xf32> into tensor<5x9xf32>
// CHECK: tensor.insert_slice %{{.*}} into %[[HALF]][0, 1] [5, 4] [1, 2]
func.func @scatter(%g: tensor<6x4xf32>, %w: tensor<6x5x3xf32>) -> tensor<5x9xf32> {
  %y = ag.contract "oy,oiu->i(2y+u)" %g, %w : tensor<6x4xf32>, tensor<6x5x3xf32> -> tensor<5x9xf32>
  return %y : tensor<5x9xf32>
}

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<5x?xf32> {ag.dims = [5, "h"]}, %w: tensor<6x5x3xf32>, %g: tensor<6x?xf32> {ag.dims = [6, "y"]}) -> (tensor<6x?xf32>, tensor<5x?xf32>) {
  %c1 = arith.constant 1 : index
  %h = tensor.dim %x, %c1 : tensor<5x?xf32>
  %y = tensor.dim %g, %c1 : tensor<6x?xf32>
  %0 = ag.contract "i(2y+u),oiu->oy" %x, %w (%y) : tensor<5x?xf32>, tensor<6x5x3xf32> -> tensor<6x?xf32>
  %1 = ag.contract "oy,oiu->i(2y+u)" %g, %w (%h) : tensor<6x?xf32>, tensor<6x5x3xf32> -> tensor<5x?xf32>
  return %0, %1 : tensor<6x?xf32>, tensor<5x?xf32>
}

// A pooling reads each element only once, so there is no copy.
// CHECK-LABEL: func.func @pool(
// CHECK-NOT: tensor.insert_slice
// CHECK: return
func.func @pool(%x: tensor<5x9xf32>) -> tensor<5x4xf32> {
  %y = ag.reduce_window max "i(2y+u)->iy" %x [u = 2] : tensor<5x9xf32> -> tensor<5x4xf32>
  return %y : tensor<5x4xf32>
}
