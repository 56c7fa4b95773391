// Values that a group would recompute from saved values are computed twice, by upstream ops alone.
// No scores go from the forward to the reverse: both are groups that iterate over the scores once.
// RUN: ag-opt %s --grad=main:value -o %t.mlir
// RUN: FileCheck %s --implicit-check-not=ag.barrier < %t.mlir
// RUN: ag-opt %t.mlir --fuse -o %t.fused.mlir
// RUN: grep -E "ag.(fused|yield)" %t.fused.mlir | FileCheck %s --check-prefix=GROUPS --implicit-check-not=511x512
// RUN: ag-run %t.fused.mlir --entry=main_grad --same-as=%t.mlir --input=randn:1
// RUN: ag-opt %s --ag-differentiate="grad=main:value remat=keep" | FileCheck %s --check-prefix=KEEP

!heads = tensor<1x512x64xf32>
!scores = tensor<1x512x512xf32>

// CHECK-LABEL: func.func @main_grad(
// CHECK: linalg.exp
// CHECK: linalg.reduce
// CHECK: linalg.batch_matmul
// CHECK: linalg.exp
// CHECK-NOT: linalg.exp
// CHECK: return

// KEEP-LABEL: func.func @main_grad(
// KEEP: linalg.exp
// KEEP-NOT: linalg.exp
// KEEP: return

// GROUPS-COUNT-3: ag.fused {{.*}} passes = 1
// GROUPS-NOT: ag.fused
func.func @main(%q: !heads, %k: tensor<1x64x512xf32>, %v: !heads) -> !heads {
  %zero = arith.constant 0.0 : f32
  %to = tensor.empty() : !scores
  %zeros = linalg.fill ins(%zero : f32) outs(%to : !scores) -> !scores
  %s = linalg.batch_matmul ins(%q, %k : !heads, tensor<1x64x512xf32>) outs(%zeros : !scores) -> !scores
  %e = linalg.exp ins(%s : !scores) outs(%to : !scores) -> !scores
  %to_rows = tensor.empty() : tensor<1x512xf32>
  %zero_rows = linalg.fill ins(%zero : f32) outs(%to_rows : tensor<1x512xf32>) -> tensor<1x512xf32>
  %l = linalg.reduce { arith.addf } ins(%e : !scores) outs(%zero_rows : tensor<1x512xf32>) dimensions = [2]
  %ls = linalg.broadcast ins(%l : tensor<1x512xf32>) outs(%to : !scores) dimensions = [2]
  %p = linalg.div ins(%e, %ls : !scores, !scores) outs(%to : !scores) -> !scores
  %to_heads = tensor.empty() : !heads
  %zero_heads = linalg.fill ins(%zero : f32) outs(%to_heads : !heads) -> !heads
  %o = linalg.batch_matmul ins(%p, %v : !scores, !heads) outs(%zero_heads : !heads) -> !heads
  return %o : !heads
}
