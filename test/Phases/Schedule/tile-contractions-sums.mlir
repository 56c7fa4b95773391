// RUN: ag-opt %s --march=x86-64-v3 --to=schedule | FileCheck %s
// RUN: ag-run %s --entry=long --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s --rtol=1e-5 --atol=1e-3
// RUN: ag-run %s --entry=short --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s --rtol=1e-5 --atol=1e-4
// RUN: ag-run %s --entry=dots --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s --rtol=1e-5 --atol=1e-3
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim k=5000 --same-as=%s --rtol=1e-5 --atol=1e-3
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim k=3 --same-as=%s --rtol=1e-5 --atol=1e-4
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim k=0 --same-as=%s

// Eight blocks of 125 terms are a group; the bias is added after all groups.
// CHECK-LABEL: func.func @long(
// CHECK: scf.for %{{.*}} = %c0 to %c5000 step %c1000
// CHECK:   scf.for %{{.*}} = %c0 to %c1000 step %c125
// CHECK:     scf.for %{{.*}} = %c0 to %c125 step %c1
// CHECK-COUNT-4: arith.mulf {{.*}} fastmath<contract>
// CHECK: arith.cmpf ord
// CHECK: scf.yield
// CHECK: vector.transfer_read %arg2
// CHECK: arith.addf
// CHECK: vector.transfer_write
func.func @long(%a: tensor<4x5000xf32>, %b: tensor<5000x16xf32>, %bias: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %0 = ag.contract "mk,kn->mn" %a, %b : tensor<4x5000xf32>, tensor<5000x16xf32> -> tensor<4x16xf32>
  %1 = ag.add %0, %bias : tensor<4x16xf32>
  return %1 : tensor<4x16xf32>
}

// One block is one loop.
// CHECK-LABEL: func.func @short(
// CHECK: scf.for %{{.*}} = %c0 to %c64 step %c1
// CHECK-NOT: scf.for
// CHECK: return
func.func @short(%a: tensor<4x64xf32>, %b: tensor<64x16xf32>) -> tensor<4x16xf32> {
  %0 = ag.contract "mk,kn->mn" %a, %b : tensor<4x64xf32>, tensor<64x16xf32> -> tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// CHECK-LABEL: func.func @dots(
// CHECK: scf.for %{{.*}} = %c0 to %c40000 step %c3200
// CHECK:   scf.for %{{.*}} = %c0 to %{{.*}} step %c400
// CHECK:     scf.for %{{.*}} = %c0 to %c400 step %c8
func.func @dots(%a: tensor<4x40000xf32>, %b: tensor<40000xf32>) -> tensor<4xf32> {
  %0 = ag.contract "mk,k->m" %a, %b : tensor<4x40000xf32>, tensor<40000xf32> -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @dynamic(
// CHECK: scf.for %{{.*}} = %c128 to %{{.*}} step %c1024
func.func @dynamic(%a: tensor<4x?xf32> {ag.dims = [4, "k"]}, %b: tensor<?x16xf32> {ag.dims = ["k", 16]}) -> tensor<4x16xf32> {
  %0 = ag.contract "mk,kn->mn" %a, %b : tensor<4x?xf32>, tensor<?x16xf32> -> tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}
