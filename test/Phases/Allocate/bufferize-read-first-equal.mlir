// A branch behind a write reads a slice that the block reads before it, and a loop that reads a reshape of an array stays
// before the array is changed: neither makes the write copy all of the array. Nor does an inner loop that copies a row.
// RUN: ag-opt %s --to=allocate | FileCheck %s
// RUN: ag-run %s --entry=branch --on=cpu --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=branch --on=cpu --input=randn:1 --input=zeros --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=copied --on=cpu --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=shape --on=cpu --input=randn:1 --input=randn:2 --same-as=%s

// CHECK-LABEL: func.func @branch(
// CHECK: memref.copy {{.*}} : memref<4x97xf32> to memref<4x97xf32>
// CHECK: scf.for
// CHECK-NOT: memref<4x97xf32> to memref<4x97xf32>
// CHECK: return
func.func @branch(%x: tensor<4x97xf32>, %ids: tensor<6xi64>, %u: tensor<4xf32>) -> (tensor<4x97xf32>, tensor<4x2xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %k2 = arith.constant 2 : i64
  %zero = arith.constant dense<0.0> : tensor<4x1xf32>
  %pad = arith.constant dense<0.0> : tensor<f32>
  %none = arith.constant dense<0.0> : tensor<4x2xf32>
  %r:2 = scf.for %i = %c0 to %c6 step %c1 iter_args(%a = %x, %s = %none) -> (tensor<4x97xf32>, tensor<4x2xf32>) {
    %id = tensor.extract %ids[%i] : tensor<6xi64>
    %at = arith.index_cast %id : i64 to index
    %row = tensor.extract_slice %a[0, %at] [4, 1] [1, 1] : tensor<4x97xf32> to tensor<4x1xf32>
    %b = tensor.insert_slice %zero into %a[0, %at] [4, 1] [1, 1] : tensor<4x1xf32> into tensor<4x97xf32>
    %flat = ag.reshape %row : tensor<4x1xf32> -> tensor<4xf32>
    %p = arith.cmpi slt, %id, %k2 : i64
    %c:2 = scf.if %p -> (tensor<4x97xf32>, tensor<4x2xf32>) {
      %wide = ag.reshape %flat : tensor<4xf32> -> tensor<4x1xf32>
      %two = ag.pad %wide low [0, 0] high [0, 1] with %pad : tensor<4x1xf32>, tensor<f32> -> tensor<4x2xf32>
      %d = ag.update %b, %two [0, 3] [1, 1] : tensor<4x97xf32>, tensor<4x2xf32> -> tensor<4x97xf32>
      scf.yield %d, %s : tensor<4x97xf32>, tensor<4x2xf32>
    } else {
      %more = ag.add %flat, %u : tensor<4xf32>
      %e = ag.broadcast %more [0] : tensor<4xf32> -> tensor<4x2xf32>
      scf.yield %b, %e : tensor<4x97xf32>, tensor<4x2xf32>
    }
    scf.yield %c#0, %c#1 : tensor<4x97xf32>, tensor<4x2xf32>
  }
  return %r#0, %r#1 : tensor<4x97xf32>, tensor<4x2xf32>
}

// CHECK-LABEL: func.func @shape(
// CHECK: memref.copy {{.*}} : memref<100x4xf32> to memref<100x4xf32>
// CHECK-NOT: memref.copy {{.*}} : memref<{{100x4|2x50x4}}xf32>
// CHECK: return
func.func @shape(%x: tensor<100x4xf32>, %p: tensor<1x4xf32>) -> (tensor<100x4xf32>, tensor<1x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c9 = arith.constant 9 : index
  %u = ag.exp %p : tensor<1x4xf32>
  %r:2 = scf.for %i = %c0 to %c9 step %c1 iter_args(%a = %x, %s = %p) -> (tensor<100x4xf32>, tensor<1x4xf32>) {
    %read = scf.for %k = %c0 to %c9 step %c1 iter_args(%t = %u) -> (tensor<1x4xf32>) {
      %row = ag.slice %a [%k, 0] [1, 4] [1, 1] : tensor<100x4xf32> -> tensor<1x4xf32>
      %m = ag.mul %row, %t : tensor<1x4xf32>
      scf.yield %m : tensor<1x4xf32>
    }
    %deep = ag.reshape %a : tensor<100x4xf32> -> tensor<2x50x4xf32>
    %b = scf.for %k = %c0 to %c2 step %c1 iter_args(%c = %deep) -> (tensor<2x50x4xf32>) {
      %e = tensor.extract %u[%c0, %k] : tensor<1x4xf32>
      %d = tensor.insert %e into %c[%k, %i, %c0] : tensor<2x50x4xf32>
      scf.yield %d : tensor<2x50x4xf32>
    }
    %flat = ag.reshape %b : tensor<2x50x4xf32> -> tensor<100x4xf32>
    %sum = ag.add %read, %s : tensor<1x4xf32>
    %next = ag.sin %sum : tensor<1x4xf32>
    scf.yield %flat, %next : tensor<100x4xf32>, tensor<1x4xf32>
  }
  return %r#0, %r#1 : tensor<100x4xf32>, tensor<1x4xf32>
}

// CHECK-LABEL: func.func @copied(
// CHECK: memref.copy {{.*}} : memref<3x97xf32> to memref<3x97xf32>
// CHECK: scf.for
// CHECK-NOT: memref<3x97xf32> to memref<3x97xf32>
// CHECK: return
func.func @copied(%x: tensor<3x97xf32>, %ids: tensor<6xi64>, %u: tensor<3xf32>) -> (tensor<3x97xf32>, tensor<3xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %k2 = arith.constant 2 : i64
  %zero = arith.constant dense<0.0> : tensor<3x1xf32>
  %none = arith.constant dense<0.0> : tensor<3xf32>
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%a = %x, %s = %u) -> (tensor<3x97xf32>, tensor<3xf32>) {
    %row = ag.slice %a [0, 86] [3, 1] [1, 1] : tensor<3x97xf32> -> tensor<3x1xf32>
    %b = tensor.insert_slice %zero into %a[0, 86] [3, 1] [1, 1] : tensor<3x1xf32> into tensor<3x97xf32>
    %in:2 = scf.for %k = %c0 to %c4 step %c1 iter_args(%c = %b, %t = %none) -> (tensor<3x97xf32>, tensor<3xf32>) {
      %id = tensor.extract %ids[%k] : tensor<6xi64>
      %j = arith.index_cast %id : i64 to index
      %old = ag.slice %c [0, %j] [3, 1] [1, 1] : tensor<3x97xf32> -> tensor<3x1xf32>
      %flat = ag.reshape %old : tensor<3x1xf32> -> tensor<3xf32>
      %wide = ag.reshape %u : tensor<3xf32> -> tensor<3x1xf32>
      %p = arith.cmpi slt, %id, %k2 : i64
      %d:2 = scf.if %p -> (tensor<3x97xf32>, tensor<3xf32>) {
        %e = ag.update %c, %wide [0, %j] [1, 1] : tensor<3x97xf32>, tensor<3x1xf32> -> tensor<3x97xf32>
        scf.yield %e, %flat : tensor<3x97xf32>, tensor<3xf32>
      } else {
        %e = ag.update %c, %wide [0, 5] [1, 1] : tensor<3x97xf32>, tensor<3x1xf32> -> tensor<3x97xf32>
        scf.yield %e, %t : tensor<3x97xf32>, tensor<3xf32>
      }
      scf.yield %d#0, %d#1 : tensor<3x97xf32>, tensor<3xf32>
    }
    %one = ag.reshape %row : tensor<3x1xf32> -> tensor<3xf32>
    %m = ag.mul %s, %s : tensor<3xf32>
    %n = ag.add %one, %m : tensor<3xf32>
    %o = ag.add %n, %in#1 : tensor<3xf32>
    scf.yield %in#0, %o : tensor<3x97xf32>, tensor<3xf32>
  }
  return %r#0, %r#1 : tensor<3x97xf32>, tensor<3xf32>
}
