module attributes {ag.phase = "schedule"} {
  func.func private @f.shapes() {
    return
  }
  func.func @f(%i: tensor<i64>) -> tensor<f32> attributes {ag.shapes = @f.shapes, ag.signature = {
      arguments = [["", i64, []]], parameters = [], results = [["", f32, []]], symbols = []}} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c8 = arith.constant 8 : index
    %one = arith.constant 1.0 : f32
    %n = tensor.extract %i[] : tensor<i64>
    %at = arith.index_cast %n : i64 to index
    %e = tensor.empty() : tensor<8xf32>
    %filled = linalg.fill ins(%one : f32) outs(%e : tensor<8xf32>) -> tensor<8xf32>
    %stored = tensor.insert %one into %filled[%at] : tensor<8xf32>
    %sum = scf.for %k = %c0 to %c8 step %c1 iter_args(%s = %one) -> f32 {
      %v = tensor.extract %stored[%k] : tensor<8xf32>
      %t = arith.addf %s, %v : f32
      scf.yield %t : f32
    }
    %r = tensor.from_elements %sum : tensor<f32>
    return %r : tensor<f32>
  }
}
