// A branch turns out to forward an iter_arg only after its loop has been
// visited: %v folds to %s.
// RUN: ag-run %s --entry=one --on=cpu --input=randn:1 --dim n=4 --same-as=%s
// RUN: ag-run %s --entry=nested --on=cpu --input=randn:1 --dim n=16 --same-as=%s
// RUN: ag-run %s --entry=kept --on=cpu --input=randn:1 --dim n=4 --same-as=%s

func.func @one(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<2xf32>, %m: tensor<?xi1> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %x) -> (tensor<?xf32>) {
    %b = arith.cmpi eq, %i, %c1 : index
    %t = scf.if %b -> tensor<?xf32> {
      %v = ag.select %m, %s, %s : tensor<?xi1>, tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
      scf.yield %v : tensor<?xf32>
    } else {
      %u = ag.update %x, %y [%i] [1] : tensor<?xf32>, tensor<2xf32> -> tensor<?xf32>
      scf.yield %u : tensor<?xf32>
    }
    scf.yield %t : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// One of the yielded values is a constant, which no op may write to.
func.func @nested(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<2xf32>, %m: tensor<?xi1> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %threes = arith.constant dense<3.0> : tensor<16xf32>
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %x) -> (tensor<?xf32>) {
    %t = scf.index_switch %i -> tensor<?xf32>
    case 0 {
      %w = tensor.cast %threes : tensor<16xf32> to tensor<?xf32>
      scf.yield %w : tensor<?xf32>
    }
    case 2 {
      %v = ag.max %s, %s : tensor<?xf32>
      scf.yield %v : tensor<?xf32>
    }
    default {
      %u = ag.update %x, %y [%i] [1] : tensor<?xf32>, tensor<2xf32> -> tensor<?xf32>
      scf.yield %u : tensor<?xf32>
    }
    scf.yield %t : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// After folding, both branches yield %s, which the loop then never writes.
func.func @kept(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %x) -> (tensor<?xf32>) {
    %b = arith.cmpi eq, %i, %c1 : index
    %t = scf.if %b -> tensor<?xf32> {
      %v = ag.max %s, %s : tensor<?xf32>
      scf.yield %v : tensor<?xf32>
    } else {
      scf.yield %s : tensor<?xf32>
    }
    scf.yield %t : tensor<?xf32>
  }
  %y = ag.exp %r : tensor<?xf32>
  return %y : tensor<?xf32>
}
