// Callers of entries see tensors: of rank 0 for scalars, of i64 for an index.
// RUN: ag-opt --ag-scalars-to-tensors %s | FileCheck %s
// RUN: ag-opt --ag-scalars-to-tensors %s -o %t
// RUN: ag-run %s --dim=n=3 --input=randn:1 --input=ones --input=ones --input=iota --same-as=%t
// RUN: ag-run %s --dim=n=3 --input=randn:1 --input=ones --input=ones --input=iota --on=cpu --same-as=%s
// RUN: ag-compile %s --entry=main --name=m -o %t.o && FileCheck %s --check-prefix=HEADER --input-file %t.h

// HEADER: arguments[0] x: f32[]
// HEADER-NEXT: arguments[1] i64[]
// CHECK: func @main(%[[X:.*]]: tensor<f32> {ag.name = "x"}, %[[N:.*]]: tensor<i64>, %[[B:.*]]: tensor<i1>, %[[T:.*]]: tensor<?xf32>
// CHECK-SAME: -> (tensor<f32> {ag.alias = 0 : i64}, tensor<i64>, tensor<i1>, tensor<?xf32>)
// CHECK-NEXT: %[[SCALAR:.*]] = tensor.extract %[[X]][] : tensor<f32>
// CHECK-NEXT: %[[WIDE:.*]] = tensor.extract %[[N]][] : tensor<i64>
// CHECK-NEXT: arith.index_cast %[[WIDE]] : i64 to index
// CHECK-NEXT: tensor.extract %[[B]][] : tensor<i1>
func.func @main(%x: f32 {ag.name = "x"}, %n: index, %b: i1, %t: tensor<?xf32> {ag.dims = ["n"]}) -> (f32 {ag.alias = 0}, index, i1, tensor<?xf32>) {
  %c1 = arith.constant 1 : index
  %m = arith.addi %n, %c1 : index
  %y = arith.addf %x, %x : f32
  %true = arith.constant true
  %not = arith.xori %b, %true : i1
  %e = tensor.extract %t[%n] : tensor<?xf32>
  %z = arith.select %b, %y, %e : f32
  %s = tensor.insert %z into %t[%n] : tensor<?xf32>
  // CHECK: %[[Z:.*]] = arith.select
  // CHECK: %[[R0:.*]] = tensor.from_elements %[[Z]] : tensor<f32>
  // CHECK: %[[M:.*]] = arith.index_cast %{{.*}} : index to i64
  // CHECK: %[[R1:.*]] = tensor.from_elements %[[M]] : tensor<i64>
  // CHECK: %[[R2:.*]] = tensor.from_elements %{{.*}} : tensor<i1>
  // CHECK: return %[[R0]], %[[R1]], %[[R2]], %{{.*}} : tensor<f32>, tensor<i64>, tensor<i1>, tensor<?xf32>
  return %z, %m, %not, %s : f32, index, i1, tensor<?xf32>
}

// A function that is called is no entry yet.
// CHECK: func @called(%{{.*}}: f32) -> f32
func.func @called(%x: f32) -> f32 {
  return %x : f32
}

// CHECK: func @caller(%{{.*}}: tensor<f32>) -> tensor<f32>
func.func @caller(%x: f32) -> f32 {
  %0 = func.call @called(%x) : (f32) -> f32
  return %0 : f32
}
