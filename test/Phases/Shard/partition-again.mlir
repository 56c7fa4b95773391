// A parameter is gathered again if more bytes of other parameters than a bucket
// holds were gathered since its last use. A rank then holds fewer bytes at once.
// RUN: echo '{"bucket_bytes": 40000}' > %t.json
// RUN: ag-opt --grad=loss %s -o %t.whole.mlir
// RUN: ag-opt --shard=fsdp4,@%t.json %t.whole.mlir -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-opt --shard=fsdp4 %t.whole.mlir -o %t.once.mlir && FileCheck %s --check-prefix=ONCE --input-file=%t.once.mlir
// RUN: ag-run %t.mlir --entry=loss_grad --input=randn:1 --weights=randn:2 --same-as=%t.whole.mlir | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=loss_grad --input=randn:1 --weights=randn:2 --alive | FileCheck %s --check-prefix=ALIVE
// RUN: ag-run %t.once.mlir --entry=loss_grad --input=randn:1 --weights=randn:2 --alive | FileCheck %s --check-prefix=MORE

// The backward pass starts with the last layer. The weights of the last two layers are still
// held; those of the first one are not, because both others were gathered after its use.
// CHECK-LABEL: func.func @loss_grad(
// CHECK-SAME: %[[W:arg3]]: tensor<16x256xf32> {ag.parameter = "w"
// CHECK: %[[W1:.*]] = ag.all_gather ["dp"] %[[W]] [0]
// CHECK: ag.contract "bi,io->bo" %{{.*}}, %[[W1]]
// CHECK: %[[W2:.*]] = ag.all_gather ["dp"] %arg1 [0]
// CHECK: ag.contract "bi,io->bo" %{{.*}}, %[[W2]]
// CHECK: %[[W3:.*]] = ag.all_gather ["dp"] %arg2 [0]
// CHECK: ag.contract "bi,io->bo" %{{.*}}, %[[W3]]
// CHECK: ag.contract "bo,io->bi" %{{.*}}, %[[W3]]
// CHECK: ag.contract "bo,io->bi" %{{.*}}, %[[W2]]
// CHECK: %[[AGAIN:.*]] = ag.all_gather ["dp"] %[[W]] [0]
// CHECK: ag.contract "bo,io->bi" %{{.*}}, %[[AGAIN]]
// CHECK-NOT: ag.all_gather
// SAME: same
// ALIVE: alive: at most 202752 bytes at once
// ONCE-LABEL: func.func @loss_grad(
// ONCE: ag.all_gather ["dp"] %{{.*}}, %{{.*}}, %{{.*}} [0, 0, 0]
// ONCE-NOT: ag.all_gather
// MORE: alive: at most 260096 bytes at once
func.func @loss(%x: tensor<16x64xf32>, %w2: tensor<256x64xf32> {ag.role = "parameter"}, %w3: tensor<64x64xf32> {ag.role = "parameter"}) -> tensor<f32> {
  %w1 = ag.parameter "w" : tensor<64x256xf32>
  %h = ag.contract "bi,io->bo" %x, %w1 : tensor<16x64xf32>, tensor<64x256xf32> -> tensor<16x256xf32>
  %a = ag.tanh %h : tensor<16x256xf32>
  %o = ag.contract "bi,io->bo" %a, %w2 : tensor<16x256xf32>, tensor<256x64xf32> -> tensor<16x64xf32>
  %t = ag.tanh %o : tensor<16x64xf32>
  %p = ag.contract "bi,io->bo" %t, %w3 : tensor<16x64xf32>, tensor<64x64xf32> -> tensor<16x64xf32>
  %s = ag.mul %p, %p : tensor<16x64xf32>
  %l = ag.reduce sum %s [0, 1] : tensor<16x64xf32> -> tensor<f32>
  return %l : tensor<f32>
}
