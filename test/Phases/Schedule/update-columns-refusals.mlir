// One block does these updates: it would otherwise read another block's columns, or it has enough threads.
// RUN: ag-opt --pass-pipeline='builtin.module(func.func(ag-update-in-blocks))' %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=few --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=read --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=lengths --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=moved --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=neighbours --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=known --input=randn:1 --same-as=%s

// CHECK-LABEL: func.func @few(
// CHECK: scf.forall (%{{.*}}) in (1)
func.func @few(%x: tensor<4x256xf32>, %u: tensor<256xf32>) -> tensor<4x256xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %0 = scf.for %n = %c0 to %c4 step %c1 iter_args(%s = %x) -> (tensor<4x256xf32>) {
    %1 = tensor.insert_slice %u into %s[%n, 0] [1, 256] [1, 1] : tensor<256xf32> into tensor<4x256xf32>
    scf.yield %1 : tensor<4x256xf32>
  }
  return %0 : tensor<4x256xf32>
}

// An element of the updated tensor decides what is written.
// CHECK-LABEL: func.func @read(
// CHECK: scf.forall (%{{.*}}) in (1)
func.func @read(%x: tensor<4x300xf32>, %u: tensor<300xf32>) -> tensor<4x300xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %0 = scf.for %n = %c0 to %c4 step %c1 iter_args(%s = %x) -> (tensor<4x300xf32>) {
    %e = tensor.extract %s[%n, %c0] : tensor<4x300xf32>
    %row = tensor.extract_slice %s[%n, 0] [1, 300] [1, 1] : tensor<4x300xf32> to tensor<300xf32>
    %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%u : tensor<300xf32>) outs(%row : tensor<300xf32>) {
    ^bb0(%in: f32, %out: f32):
      %p = arith.mulf %in, %e : f32
      linalg.yield %p : f32
    } -> tensor<300xf32>
    %2 = tensor.insert_slice %1 into %s[%n, 0] [1, 300] [1, 1] : tensor<300xf32> into tensor<4x300xf32>
    scf.yield %2 : tensor<4x300xf32>
  }
  return %0 : tensor<4x300xf32>
}

// CHECK-LABEL: func.func @lengths(
// CHECK: scf.forall (%{{.*}}) in (1)
func.func @lengths(%x: tensor<4x600xf32>, %u: tensor<600xf32>, %v: tensor<300xf32>) -> tensor<4x600xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %0 = scf.for %n = %c0 to %c4 step %c1 iter_args(%s = %x) -> (tensor<4x600xf32>) {
    %1 = tensor.insert_slice %u into %s[%n, 0] [1, 600] [1, 1] : tensor<600xf32> into tensor<4x600xf32>
    %2 = tensor.insert_slice %v into %1[%n, 0] [1, 300] [1, 1] : tensor<300xf32> into tensor<4x600xf32>
    scf.yield %2 : tensor<4x600xf32>
  }
  return %0 : tensor<4x600xf32>
}

// Rows of different iterations begin at different columns.
// CHECK-LABEL: func.func @moved(
// CHECK: scf.forall (%{{.*}}) in (1)
func.func @moved(%x: tensor<4x303xf32>, %u: tensor<300xf32>) -> tensor<4x303xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %0 = scf.for %n = %c0 to %c4 step %c1 iter_args(%s = %x) -> (tensor<4x303xf32>) {
    %1 = tensor.insert_slice %u into %s[0, %n] [1, 300] [1, 1] : tensor<300xf32> into tensor<4x303xf32>
    scf.yield %1 : tensor<4x303xf32>
  }
  return %0 : tensor<4x303xf32>
}

// A column is computed from two columns of another tensor.
// CHECK-LABEL: func.func @neighbours(
// CHECK: scf.forall (%{{.*}}) in (1)
func.func @neighbours(%x: tensor<4x300xf32>, %u: tensor<301xf32>, %w: tensor<2xf32>) -> tensor<4x300xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %0 = scf.for %n = %c0 to %c4 step %c1 iter_args(%s = %x) -> (tensor<4x300xf32>) {
    %row = tensor.extract_slice %s[%n, 0] [1, 300] [1, 1] : tensor<4x300xf32> to tensor<300xf32>
    %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0 + d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%u, %w : tensor<301xf32>, tensor<2xf32>) outs(%row : tensor<300xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %q = arith.addf %p, %out : f32
      linalg.yield %q : f32
    } -> tensor<300xf32>
    %2 = tensor.insert_slice %1 into %s[%n, 0] [1, 300] [1, 1] : tensor<300xf32> into tensor<4x300xf32>
    scf.yield %2 : tensor<4x300xf32>
  }
  return %0 : tensor<4x300xf32>
}

// The host does not know the number of columns.
// CHECK-LABEL: func.func @known(
// CHECK: scf.forall (%{{.*}}) in (1)
func.func @known(%x: tensor<4x300xf32>, %u: tensor<300xf32>, %at: tensor<i32>) -> tensor<4x300xf32> {
  %0 = tensor.extract %at[] : tensor<i32>
  %1 = arith.index_cast %0 : i32 to index
  %c0 = arith.constant 0 : index
  %c300 = arith.constant 300 : index
  %2 = arith.maxsi %1, %c0 : index
  %3 = arith.minsi %2, %c300 : index
  %4 = tensor.extract_slice %u[0] [%3] [1] : tensor<300xf32> to tensor<?xf32>
  %5 = tensor.insert_slice %4 into %x[0, 0] [1, %3] [1, 1] : tensor<?xf32> into tensor<4x300xf32>
  return %5 : tensor<4x300xf32>
}
