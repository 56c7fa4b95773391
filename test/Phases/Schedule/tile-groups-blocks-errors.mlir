// RUN: ag-opt %s --ag-tile-groups --split-input-file --verify-diagnostics

// Tiles of a loop that the program wrote may overlap.
module attributes {ag.target = {kind = "cuda", march = "sm_80"}} {
func.func @blocks(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{a loop is not compiled for target=cuda yet: 'scf.forall'}}
  %0 = scf.forall (%i) in (4) shared_outs(%o = %x) -> tensor<4xf32> {
    %1 = tensor.extract_slice %x[%i] [1] [1] : tensor<4xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %1 into %o[%i] [1] [1] : tensor<1xf32> into tensor<4xf32>
    }
  }
  return %0 : tensor<4xf32>
}
}

// -----

// Blocks do not add to a sum of others.
module attributes {ag.target = {kind = "cuda", march = "sm_80"}} {
func.func @sums(%x: tensor<64x80xf32>, %y: tensor<80x32xf32>, %e: tensor<64x80xf32>, %f: tensor<64x32xf32>) -> tensor<64x32xf32> {
  // expected-error@+1 {{has no parallel loop, whose iterations would be the blocks of a GPU}}
  %0 = ag.fused (%a = %x : tensor<64x80xf32>, %b = %y : tensor<80x32xf32>, %c = %e : tensor<64x80xf32>, %d = %f : tensor<64x32xf32>) -> tensor<64x32xf32>
      attributes {nest = #ag.nest<"sm_80" loops [<sum operand 1 dim 0 by [16]>]>} {
    %1 = linalg.exp ins(%a : tensor<64x80xf32>) outs(%c : tensor<64x80xf32>) -> tensor<64x80xf32>
    %2 = linalg.matmul ins(%1, %b : tensor<64x80xf32>, tensor<80x32xf32>) outs(%d : tensor<64x32xf32>) -> tensor<64x32xf32>
    ag.yield %2 : tensor<64x32xf32>
  }
  return %0 : tensor<64x32xf32>
}
}
