// The remark with the reason why two ops are separate has the producer's line.
// RUN: ag-opt --fuse --remarks-filter=ag-fuse %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t.remarks
// RUN: FileCheck %s --check-prefix=GROUP --input-file=%t.remarks
// RUN: FileCheck %s --check-prefix=TEXT --input-file=%t

// The tanh needs the mean before it iterates over x: two passes.
// GROUP: remark: [Passed] group | {{.*}}Function=mixes {{.*}} needs the result of the reduction before it reads the dimension again"
func.func @mixes(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  %m = ag.reduce sum %x [1] : tensor<4x8xf32> -> tensor<4xf32>
  %b = ag.broadcast %m [0] : tensor<4xf32> -> tensor<4x8xf32>
  %d = ag.sub %x, %b : tensor<4x8xf32>
  %t = ag.tanh %d : tensor<4x8xf32>
  %s = ag.reduce sum %t [1] : tensor<4x8xf32> -> tensor<4xf32>
  return %s : tensor<4xf32>
}

// No common loop: the sum reduces its only loop, and the exp has another one.
// CHECK: remark: [Missed] edge | {{.*}}Function=apart | {{.*}}Reason="it has no loop in common with the others"
// TEXT-LABEL: func.func @apart(
// TEXT-NOT: ag.fused
// TEXT: return
func.func @apart(%x: tensor<8xf32>) -> tensor<4xf32> {
  %s = ag.reduce sum %x [0] : tensor<8xf32> -> tensor<f32>
  %b = ag.broadcast %s [] : tensor<f32> -> tensor<4xf32>
  %e = ag.exp %b : tensor<4xf32>
  return %e : tensor<4xf32>
}

// Each pass would compute the product again: a row of it exceeds the cache.
// CHECK: remark: [Missed] edge | {{.*}}Function=again | {{.*}}Reason="'ag.contract' would be computed again in each pass: 1.05 MFLOP more"
// TEXT-LABEL: func.func @again(
// TEXT-NEXT: ag.fused {{.*}}passes = 1
// TEXT: ag.contract
// TEXT: ag.reduce
// TEXT: }
// TEXT-NEXT: ag.fused {{.*}}passes = 1
// TEXT-NEXT: ag.broadcast
// TEXT-NEXT: ag.div
func.func @again(%q: tensor<2x2xf32>, %k: tensor<2x131072xf32>) -> tensor<2x131072xf32> {
  %u = ag.contract "id,dj->ij" %q, %k : tensor<2x2xf32>, tensor<2x131072xf32> -> tensor<2x131072xf32>
  %e = ag.exp %u : tensor<2x131072xf32>
  %s = ag.reduce sum %e [1] : tensor<2x131072xf32> -> tensor<2xf32>
  %b = ag.broadcast %s [0] : tensor<2xf32> -> tensor<2x131072xf32>
  %p = ag.div %e, %b : tensor<2x131072xf32>
  return %p : tensor<2x131072xf32>
}

// The weights would be read again for every few rows, which costs more than the
// tensor between the two products.
// CHECK: remark: [Missed] edge | {{.*}}Function=layers | {{.*}}Reason="there is nothing to gain: moving takes {{.*}} together, {{.*}} apart"
// TEXT-LABEL: func.func @layers(
// TEXT-NOT: ag.fused
// TEXT: return
func.func @layers(%x: tensor<8x32768xf32>, %v: tensor<32768x8xf32>, %w: tensor<8x32768xf32>) -> tensor<8x32768xf32> {
  %h = ag.contract "if,fg->ig" %x, %v : tensor<8x32768xf32>, tensor<32768x8xf32> -> tensor<8x8xf32>
  %y = ag.contract "ig,go->io" %h, %w : tensor<8x8xf32>, tensor<8x32768xf32> -> tensor<8x32768xf32>
  return %y : tensor<8x32768xf32>
}

// An exp would be computed again for each row that reads it.
// CHECK: remark: [Missed] edge | {{.*}}Function=repeated | {{.*}}Reason="'ag.exp' would be computed again in each iteration of the group's loops: {{[0-9.]+}} {{k?}}FLOP more"
// TEXT-LABEL: func.func @repeated(
func.func @repeated(%x: tensor<64x512xf32>, %y: tensor<512xf32>) -> tensor<64xf32> {
  %e = ag.exp %y : tensor<512xf32>
  %b = ag.broadcast %e [1] : tensor<512xf32> -> tensor<64x512xf32>
  %m = ag.mul %x, %b : tensor<64x512xf32>
  %s = ag.reduce sum %m [1] : tensor<64x512xf32> -> tensor<64xf32>
  return %s : tensor<64xf32>
}

// Integer quotients count no flops: the remark has their bytes.
// CHECK: remark: [Missed] edge | {{.*}}Function=integers | {{.*}}Reason="'ag.div' would be computed again in each iteration of the group's loops: 2.05 kB more"
// TEXT-LABEL: func.func @integers(
func.func @integers(%x: tensor<64x512xi32>, %y: tensor<512xi32>, %z: tensor<512xi32>) -> tensor<64xi32> {
  %e = ag.div %y, %z : tensor<512xi32>
  %b = ag.broadcast %e [1] : tensor<512xi32> -> tensor<64x512xi32>
  %m = ag.mul %x, %b : tensor<64x512xi32>
  %s = ag.reduce sum %m [1] : tensor<64x512xi32> -> tensor<64xi32>
  return %s : tensor<64xi32>
}
