// Values computed from a large constant move to load, as from a parameter, even
// without parameters, and if only a branch uses them. The hash depends on the
// constant's elements, not on its name. Weights prepared for one of two equal
// programs thus fit the other.
// RUN: sed -e 's/~/&&&&&&&&/g; s/~/&&&&&&&&/g; s/~/&&&&&&&&/g; s/~/0000803f0000003f000000c0/g' %s > %t.mlir
// RUN: ag-opt --to=schedule %t.mlir -o %t.loads.mlir
// RUN: FileCheck %s < %t.loads.mlir
// RUN: ag-run %t.loads.mlir --entry=transposed --on=cpu --input=randn:1 --dim n=3 --same-as=%t.mlir
// RUN: ag-run %t.loads.mlir --entry=branch --on=cpu --input=randn:1 --input=ones --same-as=%t.mlir
// RUN: grep -o 'ag.load = "[^"]*"' %t.loads.mlir > %t.hash
// RUN: sed -e 's/first/last/g' %t.mlir | ag-opt --to=schedule | grep -o 'ag.load = "[^"]*"' | diff - %t.hash
// RUN: sed -e 's/3f000000c0"/3f000000c1"/' %t.mlir | ag-opt --to=schedule | grep -o 'ag.load = "[^"]*"' | not diff - %t.hash

// CHECK-LABEL: func.func @transposed(
// CHECK-SAME: %{{.*}}: tensor<32x48xf32> {ag.parameter = "ag.prepared.0"})
// CHECK-NOT: dense_resource
func.func @transposed(%x: tensor<?x32xf32> {ag.dims = ["n", 32]}) -> tensor<?x48xf32> {
  %w = arith.constant dense_resource<first> : tensor<48x32xf32>
  %0 = ag.contract "ni,oi->no" %x, %w : tensor<?x32xf32>, tensor<48x32xf32> -> tensor<?x48xf32>
  return %0 : tensor<?x48xf32>
}

// CHECK-LABEL: func.func @branch(
// CHECK-SAME: %{{.*}}: tensor<32x48xf32> {ag.parameter = "ag.prepared.0"})
// CHECK-NOT: dense_resource
func.func @branch(%x: tensor<9x32xf32>, %c: tensor<i1>) -> tensor<9x48xf32> {
  %w = arith.constant dense_resource<first> : tensor<48x32xf32>
  %one = tensor.extract %c[] : tensor<i1>
  %r = scf.if %one -> tensor<9x48xf32> {
    %0 = ag.contract "ni,oi->no" %x, %w : tensor<9x32xf32>, tensor<48x32xf32> -> tensor<9x48xf32>
    scf.yield %0 : tensor<9x48xf32>
  } else {
    %0 = tensor.empty() : tensor<9x48xf32>
    %zero = arith.constant 0.0 : f32
    %1 = linalg.fill ins(%zero : f32) outs(%0 : tensor<9x48xf32>) -> tensor<9x48xf32>
    scf.yield %1 : tensor<9x48xf32>
  }
  return %r : tensor<9x48xf32>
}

// A small constant and a splat stay.
// CHECK-LABEL: func.func @stays(
// CHECK-NOT: ag.parameter
// CHECK: arith.constant dense<{{\[\[}}1.0{{.*}} : tensor<4x2xf32>
func.func @stays(%x: tensor<9x32xf32>, %y: tensor<9x2xf32>) -> (tensor<9x48xf32>, tensor<9x4xf32>) {
  %s = arith.constant dense<3.0> : tensor<48x32xf32>
  %t = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]> : tensor<4x2xf32>
  %0 = ag.contract "ni,oi->no" %x, %s : tensor<9x32xf32>, tensor<48x32xf32> -> tensor<9x48xf32>
  %1 = ag.contract "ni,oi->no" %y, %t : tensor<9x2xf32>, tensor<4x2xf32> -> tensor<9x4xf32>
  return %0, %1 : tensor<9x48xf32>, tensor<9x4xf32>
}

// CHECK-LABEL: func.func @load(
// CHECK-SAME: parameters = [], results = {{\[\[}}"ag.prepared.0", f32, [32, 48]]]
// CHECK: arith.constant dense_resource<first>

{-#
  dialect_resources: { builtin: { first: "0x04000000~" } }
#-}
