// Rows are centred, scaled to variance 1, and scaled again.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<?x8xf32> {ag.dims = ["rows", 8]}, %w: tensor<8xf32>, %bias: tensor<8xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %eighth = arith.constant dense<0.125> : tensor<f32>
  %little = arith.constant dense<1.0e-5> : tensor<f32>
  %scale = ag.broadcast %eighth [] (%n) : tensor<f32> -> tensor<?xf32>
  %eps = ag.broadcast %little [] (%n) : tensor<f32> -> tensor<?xf32>
  %sum = ag.reduce sum %x [1] : tensor<?x8xf32> -> tensor<?xf32>
  %mean = ag.mul %sum, %scale : tensor<?xf32>
  %means = ag.broadcast %mean [0] : tensor<?xf32> -> tensor<?x8xf32>
  %d = ag.sub %x, %means : tensor<?x8xf32>
  %square = ag.contract "ij,ij->i" %d, %d : tensor<?x8xf32>, tensor<?x8xf32> -> tensor<?xf32>
  %var = ag.mul %square, %scale : tensor<?xf32>
  %some = ag.add %var, %eps : tensor<?xf32>
  %r = ag.rsqrt %some : tensor<?xf32>
  %rs = ag.broadcast %r [0] : tensor<?xf32> -> tensor<?x8xf32>
  %y = ag.mul %d, %rs : tensor<?x8xf32>
  %ws = ag.broadcast %w [1] (%n) : tensor<8xf32> -> tensor<?x8xf32>
  %bs = ag.broadcast %bias [1] (%n) : tensor<8xf32> -> tensor<?x8xf32>
  %z = ag.mul %y, %ws : tensor<?x8xf32>
  %r1 = ag.add %z, %bs : tensor<?x8xf32>
  return %r1 : tensor<?x8xf32>
}
