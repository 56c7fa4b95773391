// Ops that move elements, in groups written by hand, compute tiles of results from tiles of operands.
// RUN: ag-opt %s --fuse -o %t.fuse.mlir
// RUN: ag-opt %s --to=structure --ag-tile-groups -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.fuse.mlir --entry=rows --dim n=5 --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=rows --dim n=5 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=rows --dim n=5 --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %t.fuse.mlir --entry=result --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=result --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=result --input=randn:1 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %t.fuse.mlir --entry=bordered --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=bordered --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=bordered --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %t.fuse.mlir --entry=changed --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=changed --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=changed --input=randn:1 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %t.fuse.mlir --entry=picked --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=picked --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %s --entry=picked --input=randn:1 --input=iota --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %t.fuse.mlir --entry=spread --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=spread --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=spread --input=randn:1 --on=cpu --same-as=%s

// A softmax of rows is concatenated with the columns of another operand.
// CHECK-LABEL: func.func @rows(
// CHECK: scf.for
// CHECK: "reduction"
// CHECK: tensor.insert_slice {{.*}} into {{.*}}[0, 0] [1, 3]
// CHECK: tensor.insert_slice {{.*}} into {{.*}}[0, 3] [1, 40]
func.func @rows(%x: tensor<?x40xf32> {ag.dims = ["n", 40]}, %y: tensor<?x3xf32> {ag.dims = ["n", 3]}) -> tensor<?xf32> {
  %r = ag.fused (%a = %x : tensor<?x40xf32>, %b = %y : tensor<?x3xf32>) -> tensor<?xf32> {
    %e = ag.exp %a : tensor<?x40xf32>
    %s = ag.reduce sum %e [1] : tensor<?x40xf32> -> tensor<?xf32>
    %sb = ag.broadcast %s [0] : tensor<?xf32> -> tensor<?x40xf32>
    %p = ag.div %e, %sb : tensor<?x40xf32>
    %c = ag.concat 1 %b, %p : tensor<?x3xf32>, tensor<?x40xf32> -> tensor<?x43xf32>
    %t = ag.tanh %c : tensor<?x43xf32>
    %z = ag.reduce sum %t [1] : tensor<?x43xf32> -> tensor<?xf32>
    ag.yield %z : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// A result of the group is inserted tile by tile.
// CHECK-LABEL: func.func @result(
// CHECK: scf.for
// CHECK: "reduction"
// CHECK: tensor.insert_slice
func.func @result(%x: tensor<7x40xf32>) -> tensor<7x80xf32> {
  %r = ag.fused (%a = %x : tensor<7x40xf32>) -> tensor<7x80xf32> {
    %e = ag.exp %a : tensor<7x40xf32>
    %s = ag.reduce sum %e [1] : tensor<7x40xf32> -> tensor<7xf32>
    %sb = ag.broadcast %s [0] : tensor<7xf32> -> tensor<7x40xf32>
    %p = ag.div %e, %sb : tensor<7x40xf32>
    %c = ag.concat 1 %a, %p : tensor<7x40xf32>, tensor<7x40xf32> -> tensor<7x80xf32>
    ag.yield %c : tensor<7x80xf32>
  }
  return %r : tensor<7x80xf32>
}

// CHECK-LABEL: func.func @bordered(
// CHECK: scf.for
// CHECK: tensor.pad {{.*}} low[0, 2] high[0, 1]
func.func @bordered(%x: tensor<7x40xf32>) -> tensor<7x43xf32> {
  %v = arith.constant dense<2.0> : tensor<f32>
  %r = ag.fused (%a = %x : tensor<7x40xf32>, %w = %v : tensor<f32>) -> tensor<7x43xf32> {
    %e = ag.exp %a : tensor<7x40xf32>
    %p = ag.pad %e low [0, 2] high [0, 1] with %w : tensor<7x40xf32>, tensor<f32> -> tensor<7x43xf32>
    %s = ag.reduce sum %p [1] : tensor<7x43xf32> -> tensor<7xf32>
    %sb = ag.broadcast %s [0] : tensor<7xf32> -> tensor<7x43xf32>
    %d = ag.div %p, %sb : tensor<7x43xf32>
    ag.yield %d : tensor<7x43xf32>
  }
  return %r : tensor<7x43xf32>
}

// CHECK-LABEL: func.func @changed(
// CHECK: scf.for
func.func @changed(%x: tensor<7x40xf32>, %y: tensor<7x2xf32>) -> tensor<7x40xf32> {
  %r = ag.fused (%a = %x : tensor<7x40xf32>, %b = %y : tensor<7x2xf32>) -> tensor<7x40xf32> {
    %e = ag.exp %a : tensor<7x40xf32>
    %u = ag.update %e, %b [0, 4] [1, 3] : tensor<7x40xf32>, tensor<7x2xf32> -> tensor<7x40xf32>
    %s = ag.reduce sum %u [1] : tensor<7x40xf32> -> tensor<7xf32>
    %sb = ag.broadcast %s [0] : tensor<7xf32> -> tensor<7x40xf32>
    %d = ag.div %u, %sb : tensor<7x40xf32>
    ag.yield %d : tensor<7x40xf32>
  }
  return %r : tensor<7x40xf32>
}

// A gather selects columns of a tensor in the group; a tile has all columns.
// CHECK-LABEL: func.func @picked(
// CHECK: tensor.extract
func.func @picked(%x: tensor<7x40xf32>, %i: tensor<3xi32>) -> tensor<7x3xf32> {
  %r = ag.fused (%a = %x : tensor<7x40xf32>, %k = %i : tensor<3xi32>) -> tensor<7x3xf32> {
    %e = ag.exp %a : tensor<7x40xf32>
    %g = ag.gather 1 clamp %e, %k : tensor<7x40xf32>, tensor<3xi32> -> tensor<7x3xf32>
    %s = ag.reduce sum %g [1] : tensor<7x3xf32> -> tensor<7xf32>
    %sb = ag.broadcast %s [0] : tensor<7xf32> -> tensor<7x3xf32>
    %d = ag.div %g, %sb : tensor<7x3xf32>
    ag.yield %d : tensor<7x3xf32>
  }
  return %r : tensor<7x3xf32>
}

// With interior padding, columns are inserted into a filled tensor.
// CHECK-LABEL: func.func @spread(
// CHECK: scf.for
// CHECK: linalg.fill
// CHECK: tensor.insert_slice
func.func @spread(%x: tensor<7x20xf32>) -> tensor<7x42xf32> {
  %v = arith.constant dense<2.0> : tensor<f32>
  %r = ag.fused (%a = %x : tensor<7x20xf32>, %w = %v : tensor<f32>) -> tensor<7x42xf32> {
    %e = ag.exp %a : tensor<7x20xf32>
    %p = ag.pad %e low [0, 2] high [0, 1] interior [0, 1] with %w : tensor<7x20xf32>, tensor<f32> -> tensor<7x42xf32>
    %s = ag.reduce sum %p [1] : tensor<7x42xf32> -> tensor<7xf32>
    %sb = ag.broadcast %s [0] : tensor<7xf32> -> tensor<7x42xf32>
    %d = ag.div %p, %sb : tensor<7x42xf32>
    ag.yield %d : tensor<7x42xf32>
  }
  return %r : tensor<7x42xf32>
}
