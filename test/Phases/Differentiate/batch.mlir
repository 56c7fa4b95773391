// RUN: split-file %s %t
// RUN: ag-opt --ag-batch %t/batch.mlir | FileCheck %t/batch.mlir
// RUN: ag-run %t/batch.mlir --input=randn:1 --same-as=%t/loop.mlir
// RUN: ag-run %t/batch.mlir --input=randn:1 --same-as=%t/loop.mlir --on=cpu
// RUN: ag-compile %t/batch.mlir --remarks=vmap -o %t.o 2>&1 | FileCheck %s --check-prefix=REMARK

// Values that vary have a batch dimension where their operands have it; uniform values do not change.
// REMARK: remark: [ag-batch] passed vmap: @f is done for a batch, in {{[0-9]+}} ops

//--- batch.mlir
// CHECK-LABEL: func.func private @f.vmap(
// CHECK-SAME: %[[X:.*]]: tensor<8x3xf32>, %[[W:.*]]: tensor<3x4xf32>)
// CHECK: ag.exp %[[W]] : tensor<3x4xf32>
// CHECK: ag.contract "ni,io->no" %[[X]]
// CHECK: ag.sigmoid %{{.*}} : tensor<8x4xf32>
// CHECK: ag.concat 1
// CHECK: return %{{.*}} : tensor<8x5xf32>
func.func private @f(%x: tensor<3xf32>, %w: tensor<3x4xf32>) -> tensor<5xf32> {
  %0 = ag.exp %w : tensor<3x4xf32>
  %1 = ag.contract "i,io->o" %x, %0 : tensor<3xf32>, tensor<3x4xf32> -> tensor<4xf32>
  %2 = ag.sigmoid %1 : tensor<4xf32>
  %3 = ag.slice %x [1] [1] [1] : tensor<3xf32> -> tensor<1xf32>
  %4 = ag.concat 0 %2, %3 : tensor<4xf32>, tensor<1xf32> -> tensor<5xf32>
  return %4 : tensor<5xf32>
}
// CHECK-LABEL: func.func @main(
// CHECK: call @f.vmap(
// CHECK: ag.transpose
// CHECK-NOT: ag.vmap
func.func @main(%x: tensor<8x3xf32>, %w: tensor<3x4xf32>) -> tensor<5x8xf32> {
  %y = ag.vmap @f in [0, none] out [1] (%x, %w) : (tensor<8x3xf32>, tensor<3x4xf32>) -> tensor<5x8xf32>
  return %y : tensor<5x8xf32>
}

//--- loop.mlir
func.func private @f(%x: tensor<3xf32>, %w: tensor<3x4xf32>) -> tensor<5xf32> {
  %0 = ag.exp %w : tensor<3x4xf32>
  %1 = ag.contract "i,io->o" %x, %0 : tensor<3xf32>, tensor<3x4xf32> -> tensor<4xf32>
  %2 = ag.sigmoid %1 : tensor<4xf32>
  %3 = ag.slice %x [1] [1] [1] : tensor<3xf32> -> tensor<1xf32>
  %4 = ag.concat 0 %2, %3 : tensor<4xf32>, tensor<1xf32> -> tensor<5xf32>
  return %4 : tensor<5xf32>
}
func.func @main(%x: tensor<8x3xf32>, %w: tensor<3x4xf32>) -> tensor<5x8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %all = arith.constant dense<0.0> : tensor<5x8xf32>
  %r = scf.for %n = %c0 to %c8 step %c1 iter_args(%t = %all) -> tensor<5x8xf32> {
    %row = tensor.extract_slice %x[%n, 0] [1, 3] [1, 1] : tensor<8x3xf32> to tensor<3xf32>
    %y = func.call @f(%row, %w) : (tensor<3xf32>, tensor<3x4xf32>) -> tensor<5xf32>
    %next = tensor.insert_slice %y into %t[0, %n] [5, 1] [1, 1] : tensor<5xf32> into tensor<5x8xf32>
    scf.yield %next : tensor<5x8xf32>
  }
  return %r : tensor<5x8xf32>
}
