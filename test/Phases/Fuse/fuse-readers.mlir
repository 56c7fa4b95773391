// A tensor that exceeds the core's own cache is read once by several ops, if none of them needs another.
// RUN: ag-opt --fuse %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --fuse %t | diff %t -
// RUN: ag-run %t --entry=rows --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=rows --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %t --entry=products --input=randn:1 --on=cpu --same-as=%s --rtol=1e-4
// RUN: ag-run %t --entry=needs --input=randn:1 --on=cpu --same-as=%s --rtol=1e-4

// CHECK-LABEL: func.func @rows(
// CHECK: ag.fused
// CHECK: ag.reduce sum
// CHECK: ag.reduce max
// CHECK: ag.mul
// CHECK: ag.reduce sum
// CHECK: ag.yield
// CHECK-NOT: ag.reduce
func.func @rows(%x: tensor<300x1024xf32>) -> (tensor<300xf32>, tensor<300xf32>, tensor<300xf32>) {
  %0 = ag.reduce sum %x [1] : tensor<300x1024xf32> -> tensor<300xf32>
  %1 = ag.reduce max %x [1] : tensor<300x1024xf32> -> tensor<300xf32>
  %2 = ag.mul %x, %x : tensor<300x1024xf32>
  %3 = ag.reduce sum %2 [1] : tensor<300x1024xf32> -> tensor<300xf32>
  return %0, %1, %3 : tensor<300xf32>, tensor<300xf32>, tensor<300xf32>
}

// CHECK-LABEL: func.func @products(
// CHECK: ag.fused
// CHECK-COUNT-3: ag.contract
// CHECK: ag.yield
func.func @products(%x: tensor<8192x32xf32>, %q: tensor<32x16xf32>, %k: tensor<32x16xf32>, %v: tensor<32x16xf32>)
    -> (tensor<8192x16xf32>, tensor<8192x16xf32>, tensor<8192x16xf32>) {
  %0 = ag.contract "bi,io->bo" %x, %q : tensor<8192x32xf32>, tensor<32x16xf32> -> tensor<8192x16xf32>
  %1 = ag.contract "bi,io->bo" %x, %k : tensor<8192x32xf32>, tensor<32x16xf32> -> tensor<8192x16xf32>
  %2 = ag.contract "bi,io->bo" %x, %v : tensor<8192x32xf32>, tensor<32x16xf32> -> tensor<8192x16xf32>
  return %0, %1, %2 : tensor<8192x16xf32>, tensor<8192x16xf32>, tensor<8192x16xf32>
}

// The second op needs the first one's result, and iterates over the input again.
// CHECK-LABEL: func.func @needs(
// CHECK: ag.reduce sum %{{.*}} [0] :
// CHECK: ag.fused
// CHECK: ag.yield
func.func @needs(%x: tensor<1024x300xf32>) -> tensor<1024xf32> {
  %0 = ag.reduce sum %x [0] : tensor<1024x300xf32> -> tensor<300xf32>
  %1 = ag.broadcast %0 [1] : tensor<300xf32> -> tensor<1024x300xf32>
  %2 = ag.mul %x, %1 : tensor<1024x300xf32>
  %3 = ag.tanh %2 : tensor<1024x300xf32>
  %4 = ag.reduce max %3 [1] : tensor<1024x300xf32> -> tensor<1024xf32>
  return %4 : tensor<1024xf32>
}

// The input is in the cache when the second op reads it.
// CHECK-LABEL: func.func @near(
// CHECK-NOT: ag.fused
func.func @near(%x: tensor<16x64xf32>) -> (tensor<16xf32>, tensor<16xf32>) {
  %0 = ag.reduce sum %x [1] : tensor<16x64xf32> -> tensor<16xf32>
  %1 = ag.reduce max %x [1] : tensor<16x64xf32> -> tensor<16xf32>
  return %0, %1 : tensor<16xf32>, tensor<16xf32>
}

// A row reduction and a column reduction share no loop.
// CHECK-LABEL: func.func @crossed(
// CHECK-NOT: ag.fused
func.func @crossed(%x: tensor<300x1024xf32>) -> (tensor<300xf32>, tensor<1024xf32>) {
  %0 = ag.reduce sum %x [1] : tensor<300x1024xf32> -> tensor<300xf32>
  %1 = ag.reduce max %x [0] : tensor<300x1024xf32> -> tensor<1024xf32>
  return %0, %1 : tensor<300xf32>, tensor<1024xf32>
}
