// A perceptron with one hidden layer, for a batch of any size. As a tracer
// would, it computes the hidden layer twice: once for each use.
func.func @mlp(%x: tensor<?x784xf32> {ag.dims = ["batch", 784]}) -> tensor<?x10xf32> {
  %w1 = ag.parameter "w1" : tensor<784x512xf32>
  %0 = ag.contract "bi,io->bo" %x, %w1 : tensor<?x784xf32>, tensor<784x512xf32> -> tensor<?x512xf32>
  %1 = ag.contract "bi,io->bo" %x, %w1 : tensor<?x784xf32>, tensor<784x512xf32> -> tensor<?x512xf32>
  %2 = ag.sigmoid %1 : tensor<?x512xf32>
  %3 = ag.mul %0, %2 : tensor<?x512xf32>
  %w2 = ag.parameter "w2" : tensor<512x10xf32>
  %4 = ag.contract "bi,io->bo" %3, %w2 : tensor<?x512xf32>, tensor<512x10xf32> -> tensor<?x10xf32>
  return %4 : tensor<?x10xf32>
}
