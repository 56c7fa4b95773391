// Concatenated tensors are computed in the memory of the outermost result,
// except for one that is read later. Its memory is allocated at its first use,
// before its size was computed, as its users have moved up.
// RUN: ag-run %s --dim b=38 --input=randn:7 --on=cpu --same-as=%s

func.func @parts(%x: tensor<38xf32>, %y: tensor<?xf32> {ag.dims = ["b"]}) -> (tensor<?xf32>, tensor<?xf32>) {
  %0 = ag.contract "a,a->a" %x, %y : tensor<38xf32>, tensor<?xf32> -> tensor<38xf32>
  %last = arith.constant 37 : index
  %twenty = arith.constant 20 : index
  %e = tensor.extract %0[%last] : tensor<38xf32>
  %i = tensor.insert %e into %y[%last] : tensor<?xf32>
  %inner = tensor.concat dim(0) %0, %i, %0 : (tensor<38xf32>, tensor<?xf32>, tensor<38xf32>) -> tensor<?xf32>
  %4 = ag.slice %i [0] [%twenty] [1] : tensor<?xf32>
  %outer = tensor.concat dim(0) %i, %inner : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %n = ag.iota 0 : tensor<15xf32>
  %r = ag.concat 0 %n, %0, %outer : tensor<15xf32>, tensor<38xf32>, tensor<?xf32> -> tensor<?xf32>
  return %r, %4 : tensor<?xf32>, tensor<?xf32>
}
