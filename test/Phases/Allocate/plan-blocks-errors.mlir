// RUN: ag-opt --to=allocate --verify-diagnostics=only-expected %s

// An element determines the size of a block's own buffer.
module attributes {ag.phase = "schedule", ag.target = {kind = "cuda", march = "sm_80"}} {
func.func private @element.shapes() -> index {
  %c8 = arith.constant 8 : index
  return %c8 : index
}
func.func @element(%x: tensor<8xi32>) -> tensor<8xi32> attributes {ag.shapes = @element.shapes, ag.signature = {arguments = [["", i32, [8]]], parameters = [], results = [["", i32, [8]]], symbols = []}} {
  %e = tensor.empty() : tensor<8xi32>
  %0 = scf.forall (%b) in (8) shared_outs(%o = %e) -> (tensor<8xi32>) {
    %i = tensor.extract %x[%b] : tensor<8xi32>
    // expected-note@+1 {{it follows from this value, which may be any number}}
    %size = arith.index_cast %i : i32 to index
    // expected-error@+1 {{the size of this buffer is not known when the entry is called}}
    %e1 = tensor.empty(%size) : tensor<?xi32>
    %1 = linalg.fill ins(%i : i32) outs(%e1 : tensor<?xi32>) -> tensor<?xi32>
    %s = tensor.extract_slice %o[%b] [1] [1] : tensor<8xi32> to tensor<i32>
    %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%1 : tensor<?xi32>) outs(%s : tensor<i32>) {
    ^bb0(%in: i32, %out: i32):
      %w = arith.addi %in, %out : i32
      linalg.yield %w : i32
    } -> tensor<i32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %2 into %o[%b] [1] [1] : tensor<i32> into tensor<8xi32>
    }
  } {mapping = [#gpu.block<x>]}
  return %0 : tensor<8xi32>
}
}
