// RUN: ag-opt %s --to=schedule | ag-opt --ag-results-to-destinations --canonicalize --ag-bufferize \
// RUN:   --canonicalize --cse --canonicalize | FileCheck %s
// RUN: ag-opt %s --to=allocate --remarks-filter=ag-plan-workspace -o %t 2>&1 | FileCheck %s --check-prefix=REASON
// RUN: ag-run %s --entry=twice --on=cpu --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=dense --on=cpu --poison-memory --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=overlap --on=cpu --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=updated --on=cpu --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=chosen --on=cpu --poison-memory --input=zeros --input=randn:1 --input=zeros --same-as=%s

// A value that is read after its insertion is computed in a separate buffer.
// CHECK-LABEL: func.func @twice(
// CHECK: linalg.copy ins(%[[A:.*]] : memref<4x10xf32>)
// CHECK: linalg.copy ins(%[[A]] : memref<4x10xf32>)
// REASON: [[#@LINE+3]]:8: remark: [Missed] copy | {{.*}} Reason="it is read again after it is inserted, or another part is computed from it"
func.func @twice(%x: tensor<4x10xf32>) -> tensor<4x20xf32> {
  %a = ag.exp %x : tensor<4x10xf32>
  %c = ag.concat 1 %a, %a : tensor<4x10xf32>, tensor<4x10xf32> -> tensor<4x20xf32>
  return %c : tensor<4x20xf32>
}

// A value that another part of the result is computed from is copied.
// CHECK-LABEL: func.func @dense(
// CHECK: linalg.copy ins(%{{.*}} : memref<64x100xf32>)
// CHECK-NOT: copy
func.func @dense(%x: tensor<64x100xf32>, %w: tensor<100x60xf32>) -> tensor<64x160xf32> {
  %a = ag.exp %x : tensor<64x100xf32>
  %b = ag.contract "mk,kn->mn" %a, %w : tensor<64x100xf32>, tensor<100x60xf32> -> tensor<64x60xf32>
  %c = ag.concat 1 %a, %b : tensor<64x100xf32>, tensor<64x60xf32> -> tensor<64x160xf32>
  return %c : tensor<64x160xf32>
}

// A value that overlaps another part is inserted last, though computed first.
// CHECK-LABEL: func.func @overlap(
// CHECK: memref.subview %{{.*}}[0] [6]
// CHECK: memref.subview %{{.*}}[2] [6]
func.func @overlap(%x: tensor<6xf32>) -> tensor<8xf32> {
  %zero = arith.constant dense<0.0> : tensor<8xf32>
  %a = ag.exp %x : tensor<6xf32>
  %b = ag.contract "i,i->i" %a, %x : tensor<6xf32>, tensor<6xf32> -> tensor<6xf32>
  %0 = tensor.insert_slice %b into %zero[0] [6] [1] : tensor<6xf32> into tensor<8xf32>
  %1 = tensor.insert_slice %a into %0[2] [6] [1] : tensor<6xf32> into tensor<8xf32>
  return %1 : tensor<8xf32>
}

// A value is not computed over elements that the iteration still reads.
// CHECK-LABEL: func.func @updated(
// CHECK: memref.copy %arg0, %arg1
// CHECK: vector.transfer_read
// CHECK: vector.transfer_write
func.func @updated(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> (tensor<8xf32>) {
    %tail = ag.slice %a [2] [6] [1] : tensor<8xf32> -> tensor<6xf32>
    %exp = ag.exp %tail : tensor<6xf32>
    %next = tensor.insert_slice %exp into %a[0] [6] [1] : tensor<6xf32> into tensor<8xf32>
    scf.yield %next : tensor<8xf32>
  }
  return %y : tensor<8xf32>
}

// The result of a choice that forwards an iter_arg is inserted by a copy.
// CHECK-LABEL: func.func @chosen(
// CHECK: %[[M:.*]] = scf.if
// CHECK: linalg.copy ins(%[[M]] : memref<5x4xf32>)
// CHECK: linalg.copy ins(%{{.*}}) outs(%arg3 : memref<5x4xf32>)
func.func @chosen(%x: tensor<5x4xf32>, %y: tensor<5x4xf32>, %kept: tensor<3x5x4xf32>) -> (tensor<5x4xf32>, tensor<5x4xf32>, tensor<3x5x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %one = arith.constant 1.0 : f32
  %first = tensor.extract %x[%c0, %c0] : tensor<5x4xf32>
  %p = arith.cmpf ogt, %first, %one : f32
  %r:3 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x, %b = %y, %k = %kept) -> (tensor<5x4xf32>, tensor<5x4xf32>, tensor<3x5x4xf32>) {
    %m = scf.if %p -> (tensor<5x4xf32>) {
      %v = tensor.insert %one into %b[%c0, %c0] : tensor<5x4xf32>
      scf.yield %v : tensor<5x4xf32>
    } else {
      scf.yield %a : tensor<5x4xf32>
    }
    %e = ag.exp %m : tensor<5x4xf32>
    %next = tensor.insert_slice %m into %k[%i, 0, 0] [1, 5, 4] [1, 1, 1] : tensor<5x4xf32> into tensor<3x5x4xf32>
    scf.yield %e, %b, %next : tensor<5x4xf32>, tensor<5x4xf32>, tensor<3x5x4xf32>
  }
  return %r#0, %r#1, %r#2 : tensor<5x4xf32>, tensor<5x4xf32>, tensor<3x5x4xf32>
}
