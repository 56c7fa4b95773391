// Tensors built from scalars are filled by linalg ops; unused ones are erased.
// RUN: ag-opt --target=cuda --to=structure %s -o %t && ag-opt --pass-pipeline='builtin.module(func.func(ag-fill-tensors))' %t -o %t.fill && FileCheck %s --input-file=%t.fill
// RUN: ag-run %t.fill --entry=made --input=randn:1 --dim n=3 --same-as=%s
// RUN: ag-run %t.fill --entry=unused --input=randn:1 --same-as=%s

// CHECK-LABEL: func.func @made(
// CHECK-NOT: tensor.insert %
// CHECK-NOT: tensor.from_elements
// CHECK-NOT: tensor.splat
// CHECK-NOT: tensor.generate
// CHECK-NOT: dense<
// CHECK: return
func.func @made(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<2xf32>, tensor<4xf32>, tensor<?xf32>, tensor<3xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %v = tensor.extract %x[%c1] : tensor<?xf32>
  %0 = tensor.insert %v into %x[%c0] : tensor<?xf32>
  %1 = tensor.from_elements %v, %v : tensor<2xf32>
  %2 = tensor.splat %v : tensor<4xf32>
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %3 = tensor.generate %n {
  ^bb0(%i: index):
    %j = arith.index_cast %i : index to i64
    %f = arith.sitofp %j : i64 to f32
    tensor.yield %f : f32
  } : tensor<?xf32>
  %c = arith.constant dense<2.0> : tensor<3xf32>
  return %0, %1, %2, %3, %c : tensor<?xf32>, tensor<2xf32>, tensor<4xf32>, tensor<?xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @unused(
// CHECK: linalg.generic {{.*}} outs(%{{[^,]*}} : tensor<3xf32>)
func.func @unused(%x: tensor<3xf32>) -> tensor<3xf32> {
  %e = tensor.empty() : tensor<3xf32>
  %0:2 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<3xf32>) outs(%e, %e : tensor<3xf32>, tensor<3xf32>) {
  ^bb0(%a: f32, %p: f32, %q: f32):
    %n = arith.negf %a : f32
    %m = arith.addf %a, %a : f32
    linalg.yield %n, %m : f32, f32
  } -> (tensor<3xf32>, tensor<3xf32>)
  return %0#1 : tensor<3xf32>
}
