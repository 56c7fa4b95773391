// A group is computed together if no unsplit tensor is in memory between two of
// its ops, except where its plan allows one. A report counts these groups.
//
// RUN: ag-compile %s -o %t.o --remarks=ag-check-groups --report=%t.json 2>&1 | FileCheck %s --check-prefix=REMARKS --implicit-check-not='remark:'
// RUN: FileCheck %s --check-prefix=JSON < %t.json
// RUN: ag-compile %s --target=cuda -o %t.o --report=%t.json && FileCheck %s --check-prefix=CUDA < %t.json

// JSON:      "groups": {
// JSON-NEXT:   "planned": 4,
// JSON-NEXT:   "made": 4,
// JSON-NEXT:   "taken_back": 0
// JSON-NEXT: },
// CUDA:      "groups": {
// CUDA-NEXT:   "planned": 4,
// CUDA-NEXT:   "made": 4,
// CUDA-NEXT:   "taken_back": 0
// CUDA-NEXT: },

// All values of this loop over rows are tiles.
// REMARKS-DAG: groups.mlir:[[#@LINE+8]]:8: remark: [ag-check-groups] passed group: its ops are computed together
func.func @made(%x: tensor<64x1000xf32>) -> tensor<64x1000xf32> {
  %m = ag.reduce max %x [1] : tensor<64x1000xf32> -> tensor<64xf32>
  %b = ag.broadcast %m [0] : tensor<64xf32> -> tensor<64x1000xf32>
  %d = ag.sub %x, %b : tensor<64x1000xf32>
  %e = ag.exp %d : tensor<64x1000xf32>
  %s = ag.reduce sum %e [1] : tensor<64x1000xf32> -> tensor<64xf32>
  %t = ag.broadcast %s [0] : tensor<64xf32> -> tensor<64x1000xf32>
  %y = ag.div %e, %t : tensor<64x1000xf32>
  return %y : tensor<64x1000xf32>
}

// The packed weights in memory are not computed by an op of the group.
// REMARKS-DAG: groups.mlir:[[#@LINE+2]]:8: remark: [ag-check-groups] passed group: its ops are computed together
func.func @packed(%x: tensor<96x96xf32>, %w: tensor<96x96xf32>) -> tensor<96x96xf32> {
  %p = ag.contract "ik,jk->ij" %x, %w : tensor<96x96xf32>, tensor<96x96xf32> -> tensor<96x96xf32>
  %y = ag.tanh %p : tensor<96x96xf32>
  return %y : tensor<96x96xf32>
}

// REMARKS-DAG: groups.mlir:[[#@LINE+3]]:8: remark: [ag-check-groups] passed group: its ops are computed together
func.func @joined(%x: tensor<4096xf32>) -> tensor<4096xf32> {
  %e = ag.exp %x : tensor<4096xf32>
  %y = ag.sin %e : tensor<4096xf32>
  return %y : tensor<4096xf32>
}

// The tensor is too expensive to compute in both of its readers, so the plan
// keeps it in memory.
// REMARKS-DAG: groups.mlir:[[#@LINE+2]]:8: remark: [ag-check-groups] passed group: its ops are computed together
func.func @shared(%x: tensor<64x64xf32>) -> (tensor<64x64xf32>, tensor<64xf32>) {
  %e = ag.exp %x : tensor<64x64xf32>
  %y = ag.sin %e : tensor<64x64xf32>
  %c = ag.cos %e : tensor<64x64xf32>
  %s = ag.reduce sum %c [0] : tensor<64x64xf32> -> tensor<64xf32>
  return %y, %s : tensor<64x64xf32>, tensor<64xf32>
}
