// One group has the five products of attention's gradient, and no matrix of all
// scores is outside of groups. Attention is written with an additive or a
// multiplicative mask, with the logarithm of a row's sum, with the division
// after the second product, and with a loss between the two halves.
// RUN: ag-opt --grad="added:value;multiplied:value;logarithm:value;behind:value;loss:value" %s -o %t
// RUN: ag-opt --fuse %t -o %t.fused
// RUN: sed s/128/1024/g %s | ag-opt --grad="added:value;multiplied:value;logarithm:value;behind:value;loss:value" --fuse | FileCheck %s
// RUN: ag-opt "--ag-differentiate=grad=added:value;multiplied:value;logarithm:value;behind:value;loss:value remat=keep" %s -o %t.keep
// RUN: ag-run %t.fused --entry=added_grad --input=randn:1 --same-as=%t.keep
// RUN: ag-run %t.fused --entry=added_grad --input=randn:1 --same-as=%t.keep --on=cpu
// RUN: ag-run %t.fused --entry=multiplied_grad --input=randn:1 --same-as=%t.keep
// RUN: ag-run %t.fused --entry=logarithm_grad --input=randn:1 --same-as=%t.keep
// RUN: ag-run %t.fused --entry=behind_grad --input=randn:1 --same-as=%t.keep
// RUN: ag-run %t.fused --entry=behind_grad --input=randn:1 --same-as=%t.keep --on=cpu
// RUN: ag-run %t.fused --entry=loss_grad --input=randn:1 --same-as=%t.keep

// CHECK-LABEL: func.func @added_grad(
// CHECK: ag.yield {{.*}} : {{(tensor<(1024x)?(8x)?f32>(, )?)+$}}
// CHECK: ag.barrier
// CHECK-NEXT: ag.fused
// CHECK-COUNT-5: ag.contract
// CHECK: ag.yield {{.*}} : tensor<1024x8xf32>, tensor<1024x8xf32>, tensor<1024x8xf32>
func.func @added(%q: tensor<128x8xf32>, %k: tensor<128x8xf32>, %v: tensor<128x8xf32>) -> tensor<128x8xf32> {
  %i = ag.iota 0 : tensor<128x128xi32>
  %j = ag.iota 1 : tensor<128x128xi32>
  %c = ag.compare ge %i, %j : tensor<128x128xi32>, tensor<128x128xi32> -> tensor<128x128xi1>
  %ni = arith.constant dense<0xFF800000> : tensor<128x128xf32>
  %z = arith.constant dense<0.0> : tensor<128x128xf32>
  %mask = ag.select %c, %z, %ni : tensor<128x128xi1>, tensor<128x128xf32>, tensor<128x128xf32> -> tensor<128x128xf32>
  %t = ag.contract "id,jd->ij" %q, %k : tensor<128x8xf32>, tensor<128x8xf32> -> tensor<128x128xf32>
  %s = ag.add %t, %mask : tensor<128x128xf32>
  %m = ag.reduce max %s [1] : tensor<128x128xf32> -> tensor<128xf32>
  %mb = ag.broadcast %m [0] : tensor<128xf32> -> tensor<128x128xf32>
  %d = ag.sub %s, %mb : tensor<128x128xf32>
  %e = ag.exp %d : tensor<128x128xf32>
  %l = ag.reduce sum %e [1] : tensor<128x128xf32> -> tensor<128xf32>
  %lb = ag.broadcast %l [0] : tensor<128xf32> -> tensor<128x128xf32>
  %p = ag.div %e, %lb : tensor<128x128xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<128x128xf32>, tensor<128x8xf32> -> tensor<128x8xf32>
  return %o : tensor<128x8xf32>
}

// CHECK-LABEL: func.func @multiplied_grad(
// CHECK: ag.yield {{.*}} : {{(tensor<(1024x)?(8x)?f32>(, )?)+$}}
// CHECK: ag.barrier
// CHECK-NEXT: ag.fused
// CHECK-COUNT-5: ag.contract
// CHECK: ag.yield {{.*}} : tensor<1024x8xf32>, tensor<1024x8xf32>, tensor<1024x8xf32>
func.func @multiplied(%q: tensor<128x8xf32>, %k: tensor<128x8xf32>, %v: tensor<128x8xf32>) -> tensor<128x8xf32> {
  %i = ag.iota 0 : tensor<128x128xi32>
  %j = ag.iota 1 : tensor<128x128xi32>
  %c = ag.compare ge %i, %j : tensor<128x128xi32>, tensor<128x128xi32> -> tensor<128x128xi1>
  %mask = ag.cast %c : tensor<128x128xi1> -> tensor<128x128xf32>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<128x8xf32>, tensor<128x8xf32> -> tensor<128x128xf32>
  %w = ag.exp %s : tensor<128x128xf32>
  %e = ag.mul %w, %mask : tensor<128x128xf32>
  %l = ag.reduce sum %e [1] : tensor<128x128xf32> -> tensor<128xf32>
  %lb = ag.broadcast %l [0] : tensor<128xf32> -> tensor<128x128xf32>
  %p = ag.div %e, %lb : tensor<128x128xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<128x128xf32>, tensor<128x8xf32> -> tensor<128x8xf32>
  return %o : tensor<128x8xf32>
}

// The operand of a broadcast is saved, not its result.
// CHECK-LABEL: func.func @logarithm_grad(
// CHECK: ag.yield {{.*}} : {{(tensor<(1024x)?(8x)?f32>(, )?)+$}}
// CHECK: ag.barrier
// CHECK: ag.fused
// CHECK-COUNT-5: ag.contract
// CHECK: ag.yield {{.*}} : tensor<1024x8xf32>, tensor<1024x8xf32>, tensor<1024x8xf32>
func.func @logarithm(%q: tensor<128x8xf32>, %k: tensor<128x8xf32>, %v: tensor<128x8xf32>) -> tensor<128x8xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<128x8xf32>, tensor<128x8xf32> -> tensor<128x128xf32>
  %e = ag.exp %s : tensor<128x128xf32>
  %l = ag.reduce sum %e [1] : tensor<128x128xf32> -> tensor<128xf32>
  %lb = ag.broadcast %l [0] : tensor<128xf32> -> tensor<128x128xf32>
  %log = ag.log %lb : tensor<128x128xf32>
  %d = ag.sub %s, %log : tensor<128x128xf32>
  %p = ag.exp %d : tensor<128x128xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<128x128xf32>, tensor<128x8xf32> -> tensor<128x8xf32>
  return %o : tensor<128x8xf32>
}

// The sum that a row's maximum gets cancels.
// CHECK-LABEL: func.func @behind_grad(
// CHECK: ag.yield {{.*}} : {{(tensor<(1024x)?(8x)?f32>(, )?)+$}}
// CHECK: ag.barrier
// CHECK-NEXT: ag.fused
// CHECK-COUNT-5: ag.contract
// CHECK-NOT: ag.compare
// CHECK: ag.yield {{.*}} : tensor<1024x8xf32>, tensor<1024x8xf32>, tensor<1024x8xf32>
func.func @behind(%q: tensor<128x8xf32>, %k: tensor<128x8xf32>, %v: tensor<128x8xf32>) -> tensor<128x8xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<128x8xf32>, tensor<128x8xf32> -> tensor<128x128xf32>
  %m = ag.reduce max %s [1] : tensor<128x128xf32> -> tensor<128xf32>
  %mb = ag.broadcast %m [0] : tensor<128xf32> -> tensor<128x128xf32>
  %d = ag.sub %s, %mb : tensor<128x128xf32>
  %e = ag.exp %d : tensor<128x128xf32>
  %l = ag.reduce sum %e [1] : tensor<128x128xf32> -> tensor<128xf32>
  %n = ag.contract "ij,jd->id" %e, %v : tensor<128x128xf32>, tensor<128x8xf32> -> tensor<128x8xf32>
  %lb = ag.broadcast %l [0] : tensor<128xf32> -> tensor<128x8xf32>
  %o = ag.div %n, %lb : tensor<128x8xf32>
  return %o : tensor<128x8xf32>
}

// The result's gradient is computed from the result.
// CHECK-LABEL: func.func @loss_grad(
// CHECK: ag.yield {{.*}} : {{(tensor<(1024x)?(8x)?f32>(, )?)+$}}
// CHECK: ag.barrier
// CHECK: ag.fused
// CHECK-COUNT-5: ag.contract
// CHECK: ag.yield {{.*}} : tensor<1024x8xf32>, tensor<1024x8xf32>, tensor<1024x8xf32>
func.func @loss(%q: tensor<128x8xf32>, %k: tensor<128x8xf32>, %v: tensor<128x8xf32>, %t: tensor<128x8xf32>) -> tensor<f32> {
  %o = func.call @logarithm(%q, %k, %v) : (tensor<128x8xf32>, tensor<128x8xf32>, tensor<128x8xf32>) -> tensor<128x8xf32>
  %off = ag.sub %o, %t : tensor<128x8xf32>
  %sq = ag.mul %off, %off : tensor<128x8xf32>
  %sum = ag.reduce sum %sq [0, 1] : tensor<128x8xf32> -> tensor<f32>
  return %sum : tensor<f32>
}
