// RUN: split-file %s %t.parts
// RUN: sed -e 's/ {ag.checkpoint = . : i64}//' %t.parts/main.mlir > %t.plain.mlir
// RUN: ag-opt --grad=main:value %t.parts/main.mlir -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-opt --grad=main:value %t.plain.mlir -o %t.expected.mlir
// RUN: ag-run %t.mlir --entry=main_grad --dim n=8 --input=randn:1 --on=cpu --same-as=%t.expected.mlir --rtol=1e-5
// RUN: ag-run %t.mlir --entry=main_grad --dim n=0 --input=randn:1 --same-as=%t.expected.mlir
// RUN: ag-run %t.parts/main.mlir --dim n=7 --verify-grad | FileCheck %s --check-prefix=PROVED
// RUN: ag-compile %t.parts/main.mlir --grad --entry=main_grad -o %t.o --report=%t.json
// RUN: FileCheck %s --check-prefix=REPORT < %t.json
// RUN: ag-opt --grad %t.parts/nested.mlir -o %t.nested.mlir
// RUN: FileCheck %s --check-prefix=NESTED < %t.nested.mlir
// RUN: ag-run %t.parts/nested.mlir --verify-grad | FileCheck %s --check-prefix=PROVED
// RUN: ag-run %t.nested.mlir --entry=main_grad --verify-grad | FileCheck %s --check-prefix=PROVED

// The loop is split into segments of 3 iterations; the last one may be shorter.
// Each segment runs again from its saved iter_args, without the iter_args that
// its reverse does not read, and then in reverse.

// CHECK-LABEL: func.func @main_grad(
// CHECK: %[[PARTS:.*]] = arith.ceildivui %[[N:.*]], %c3
// CHECK: tensor.empty(%[[PARTS]]) : tensor<?x8xf32>
// CHECK: scf.for %[[FIRST:.*]] = %c0 to %[[N]] step %c3 iter_args
// CHECK:   %[[REST:.*]] = arith.subi %[[N]], %[[FIRST]]
// CHECK:   arith.minsi %[[REST]], %c3
// CHECK:   ag.region "checkpoint" {{.*}} attributes {checkpoint}
// CHECK:     scf.for {{.*}} -> (tensor<8xf32>, tensor<?x8xf32>) {
// CHECK: scf.for {{.*}} = %c0 to %[[PARTS]] step %c1 iter_args
// CHECK:   ag.region "checkpoint" {{.*}} attributes {backward, checkpoint}
// CHECK:     scf.for %{{.*}} -> (tensor<8xf32>, tensor<?x8xf32>) {
// CHECK:     scf.for %{{.*}} -> (tensor<8xf32>, tensor<?x8xf32>, tensor<?x8xf32>) {
// PROVED: gradient against duals: same
// REPORT: the iter_args of one iteration in 3 are saved, and of 3 more while these are reversed; all iterations run once more

// The inner loop is split into segments of 2 in each of the outer one's.

// NESTED-LABEL: func.func @main_grad(
// NESTED: ag.region "checkpoint" {{.*}} attributes {checkpoint}
// NESTED:   ag.region "checkpoint" {{.*}} attributes {checkpoint}
// NESTED: ag.region "checkpoint" {{.*}} attributes {backward, checkpoint}

//--- main.mlir
func.func @main(%x: tensor<?x8xf32> {ag.dims = ["n", 8]}, %w: tensor<8xf32>) -> (tensor<8xf32>, tensor<?x8xf32>) attributes {ag.ranges = {n = [0, 9]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%n) : tensor<?x8xf32>
  %y:2 = scf.for %i = %c0 to %n step %c1 iter_args(%s = %w, %o = %e) -> (tensor<8xf32>, tensor<?x8xf32>) {
    %r = tensor.extract_slice %x[%i, 0] [1, 8] [1, 1] : tensor<?x8xf32> to tensor<8xf32>
    %inside = arith.cmpi slt, %i, %n : index
    ag.require %inside, "{0} is too far" (%i)
    %1 = ag.mul %s, %r : tensor<8xf32>
    %2 = ag.tanh %1 : tensor<8xf32>
    %p = tensor.insert_slice %2 into %o[%i, 0] [1, 8] [1, 1] : tensor<8xf32> into tensor<?x8xf32>
    scf.yield %2, %p : tensor<8xf32>, tensor<?x8xf32>
  } {ag.checkpoint = 3 : i64}
  return %y#0, %y#1 : tensor<8xf32>, tensor<?x8xf32>
}

//--- nested.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<f32> {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %c7 = arith.constant 7 : i32
  %y = scf.for %i = %c0 to %c7 step %c2 iter_args(%s = %x) -> tensor<4xf32> : i32 {
    %z = scf.for %j = %c1 to %c7 step %c1 iter_args(%t = %s) -> tensor<4xf32> : i32 {
      %f = arith.sitofp %j : i32 to f32
      %fs = tensor.splat %f : tensor<4xf32>
      %1 = ag.div %t, %fs : tensor<4xf32>
      %2 = ag.sin %1 : tensor<4xf32>
      scf.yield %2 : tensor<4xf32>
    } {ag.checkpoint = 2 : i64}
    %3 = ag.add %z, %x : tensor<4xf32>
    scf.yield %3 : tensor<4xf32>
  } {ag.checkpoint = 3 : i64}
  %loss = ag.contract "i,i->" %y, %y : tensor<4xf32>, tensor<4xf32> -> tensor<f32>
  return %loss : tensor<f32>
}
