// A scheduled program, into which test_faults.py seeds faults. Each block keeps squares
// in a tensor of its own. A second one has the same in reverse order, plus one.

module attributes {ag.phase = "schedule", ag.target = {kind = "cuda", march = "sm_80"}} {
func.func private @own.shapes(%n: index) -> index {
  return %n : index
}
func.func @own(%x: tensor<?xf32>) -> tensor<?xf32> attributes {ag.shapes = @own.shapes, ag.signature = {
    arguments = [["", f32, ["n"]]], parameters = [], results = [["", f32, ["n"]]], symbols = [["n", 0, 9223372036854775807]]}} {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %blocks = affine.apply affine_map<()[s0] -> (s0 ceildiv 100)>()[%n]
  %e = tensor.empty(%n) : tensor<?xf32>
  %0 = scf.forall (%b) in (%blocks) shared_outs(%o = %e) -> (tensor<?xf32>) {
    %at = affine.apply affine_map<(d0) -> (d0 * 100)>(%b)
    %size = affine.min affine_map<(d0)[s0] -> (100, s0 - d0 * 100)>(%b)[%n]
    %t = tensor.extract_slice %x[%at] [%size] [1] : tensor<?xf32> to tensor<?xf32>
    %e1 = tensor.empty(%size) : tensor<?xf32>
    %1 = linalg.mul ins(%t, %t : tensor<?xf32>, tensor<?xf32>) outs(%e1 : tensor<?xf32>) -> tensor<?xf32>
    %e2 = tensor.empty(%size) : tensor<?xf32>
    %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%e2 : tensor<?xf32>) {
    ^bb0(%out: f32):
      %i = linalg.index 0 : index
      %j = affine.apply affine_map<(d0)[s0] -> (s0 - 1 - d0)>(%i)[%size]
      %v = tensor.extract %1[%j] : tensor<?xf32>
      %w = arith.addf %v, %one : f32
      linalg.yield %w : f32
    } -> tensor<?xf32>
    %s = tensor.extract_slice %o[%at] [%size] [1] : tensor<?xf32> to tensor<?xf32>
    %3 = linalg.mul ins(%1, %2 : tensor<?xf32>, tensor<?xf32>) outs(%s : tensor<?xf32>) -> tensor<?xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %3 into %o[%at] [%size] [1] : tensor<?xf32> into tensor<?xf32>
    }
  } {mapping = [#gpu.block<x>]}
  return %0 : tensor<?xf32>
}
}
