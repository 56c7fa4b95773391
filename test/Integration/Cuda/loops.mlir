// Programs whose host has loops and branches. test_faults.py seeds faults into their kernels and calls.

// Each iteration reads a softmax of the iteration before.
func.func @steps(%x: tensor<?x70xf32> {ag.dims = ["n", 70]}) -> tensor<?x70xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<?x70xf32> {
    %0 = ag.reduce max %a [1] : tensor<?x70xf32> -> tensor<?xf32>
    %1 = ag.broadcast %0 [0] : tensor<?xf32> -> tensor<?x70xf32>
    %2 = ag.sub %a, %1 : tensor<?x70xf32>
    %3 = ag.exp %2 : tensor<?x70xf32>
    %4 = ag.reduce sum %3 [1] : tensor<?x70xf32> -> tensor<?xf32>
    %5 = ag.broadcast %4 [0] : tensor<?xf32> -> tensor<?x70xf32>
    %6 = ag.div %3, %5 : tensor<?x70xf32>
    %7 = ag.add %6, %a : tensor<?x70xf32>
    scf.yield %7 : tensor<?x70xf32>
  }
  return %y : tensor<?x70xf32>
}

// Two buffers change places.
func.func @swapped(%x: tensor<40x40xf32>, %y: tensor<40x40xf32>) -> (tensor<40x40xf32>, tensor<40x40xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x, %b = %y) -> (tensor<40x40xf32>, tensor<40x40xf32>) {
    %0 = ag.contract "nm,mo->no" %a, %b : tensor<40x40xf32>, tensor<40x40xf32> -> tensor<40x40xf32>
    %1 = ag.tanh %0 : tensor<40x40xf32>
    scf.yield %b, %1 : tensor<40x40xf32>, tensor<40x40xf32>
  }
  return %r#0, %r#1 : tensor<40x40xf32>, tensor<40x40xf32>
}

// The host reads an element to decide whether another iteration runs.
func.func @halved(%x: tensor<300xf32>) -> tensor<300xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %half = arith.constant dense<0.5> : tensor<f32>
  %y = scf.while (%a = %x) : (tensor<300xf32>) -> tensor<300xf32> {
    %0 = ag.abs %a : tensor<300xf32>
    %1 = ag.reduce max %0 [0] : tensor<300xf32> -> tensor<f32>
    %2 = ag.compare gt %1, %one : tensor<f32>, tensor<f32> -> tensor<i1>
    %3 = tensor.extract %2[] : tensor<i1>
    scf.condition(%3) %a : tensor<300xf32>
  } do {
  ^bb0(%a: tensor<300xf32>):
    %0 = ag.broadcast %half [] : tensor<f32> -> tensor<300xf32>
    %1 = ag.mul %a, %0 : tensor<300xf32>
    scf.yield %1 : tensor<300xf32>
  }
  return %y : tensor<300xf32>
}

// A branch in a loop in a loop. The element that decides it changes in each iteration.
func.func @nested(%x: tensor<300xf32>) -> tensor<300xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %y = scf.for %i = %c0 to %c2 step %c1 iter_args(%a = %x) -> tensor<300xf32> {
    %z = scf.for %j = %c0 to %c2 step %c1 iter_args(%b = %a) -> tensor<300xf32> {
      %0 = ag.reduce sum %b [0] : tensor<300xf32> -> tensor<f32>
      %1 = tensor.extract %0[] : tensor<f32>
      %2 = arith.cmpf ogt, %1, %zero : f32
      %3 = scf.if %2 -> tensor<300xf32> {
        %4 = ag.broadcast %0 [] : tensor<f32> -> tensor<300xf32>
        %5 = ag.sub %b, %4 : tensor<300xf32>
        scf.yield %5 : tensor<300xf32>
      } else {
        %4 = ag.mul %b, %b : tensor<300xf32>
        scf.yield %4 : tensor<300xf32>
      }
      scf.yield %3 : tensor<300xf32>
    }
    %6 = ag.neg %z : tensor<300xf32>
    scf.yield %6 : tensor<300xf32>
  }
  return %y : tensor<300xf32>
}

// Attention to the keys, three times: each block has a stream of keys in each iteration.
func.func @streams(%x: tensor<70x16xf32>, %k: tensor<?x16xf32> {ag.dims = ["m", 16]},
                   %v: tensor<?x16xf32> {ag.dims = ["m", 16]}) -> tensor<70x16xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %m = tensor.dim %k, %c0 : tensor<?x16xf32>
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%q = %x) -> tensor<70x16xf32> {
    %1 = ag.contract "id,jd->ij" %q, %k : tensor<70x16xf32>, tensor<?x16xf32> -> tensor<70x?xf32>
    %2 = ag.reduce max %1 [1] : tensor<70x?xf32> -> tensor<70xf32>
    %3 = ag.broadcast %2 [0] (%m) : tensor<70xf32> -> tensor<70x?xf32>
    %4 = ag.sub %1, %3 : tensor<70x?xf32>
    %5 = ag.exp %4 : tensor<70x?xf32>
    %6 = ag.reduce sum %5 [1] : tensor<70x?xf32> -> tensor<70xf32>
    %7 = ag.contract "ij,jd->id" %5, %v : tensor<70x?xf32>, tensor<?x16xf32> -> tensor<70x16xf32>
    %8 = ag.broadcast %6 [0] : tensor<70xf32> -> tensor<70x16xf32>
    %9 = ag.div %7, %8 : tensor<70x16xf32>
    scf.yield %9 : tensor<70x16xf32>
  }
  return %y : tensor<70x16xf32>
}
