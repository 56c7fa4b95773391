// A block with more than one tile of a product computes the tiles one after the other.
// RUN: ag-run %s --input=randn:1 --on=emulator --same-as=%s

module attributes {ag.phase = "schedule", ag.target = {kind = "cuda", march = "sm_80"}} {
  func.func private @one_block.shapes() -> (index, index, index, index) {
    %c70 = arith.constant 70 : index
    %c130 = arith.constant 130 : index
    %c2 = arith.constant 2 : index
    %c1 = arith.constant 1 : index
    return %c1, %c2, %c130, %c70 : index, index, index, index
  }
  func.func @one_block(%x: tensor<2x130x20xf32>, %y: tensor<2x20x70xf32>) -> tensor<1x2x130x70xf32> attributes {ag.cost = {exact = true, flops = 728000 : i64}, ag.shapes = @one_block.shapes, ag.signature = {arguments = [["", f32, [2, 130, 20]], ["", f32, [2, 20, 70]]], parameters = [], results = [["", f32, [1, 2, 130, 70]]], symbols = []}} {
    %e = tensor.empty() : tensor<1x2x130x70xf32>
    %zero = arith.constant 0.0 : f32
    %0 = scf.forall (%b) in (1) shared_outs(%o = %e) -> (tensor<1x2x130x70xf32>) {
      %s = tensor.extract_slice %o[%b, 0, 0, 0] [1, 2, 130, 70] [1, 1, 1, 1] : tensor<1x2x130x70xf32> to tensor<2x130x70xf32>
      %f = linalg.fill ins(%zero : f32) outs(%s : tensor<2x130x70xf32>) -> tensor<2x130x70xf32>
      %p = linalg.generic {indexing_maps = [affine_map<(b, i, j, k) -> (b, i, k)>, affine_map<(b, i, j, k) -> (b, k, j)>, affine_map<(b, i, j, k) -> (b, i, j)>], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
          ins(%x, %y : tensor<2x130x20xf32>, tensor<2x20x70xf32>) outs(%f : tensor<2x130x70xf32>) {
      ^bb0(%a: f32, %c: f32, %d: f32):
        %m = arith.mulf %a, %c : f32
        %n = arith.addf %d, %m : f32
        linalg.yield %n : f32
      } -> tensor<2x130x70xf32>
      scf.forall.in_parallel {
        tensor.parallel_insert_slice %p into %o[%b, 0, 0, 0] [1, 2, 130, 70] [1, 1, 1, 1] : tensor<2x130x70xf32> into tensor<1x2x130x70xf32>
      }
    } {mapping = [#gpu.block<x>]}
    return %0 : tensor<1x2x130x70xf32>
  }
}
