// These plans are right. The proof knows less of their sizes than the planner.
// RUN: ag-run %s --entry=steps --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=unsigned --on=cpu --dim m=7 --input=iota --same-as=%s
// RUN: ag-run %s --entry=handed --on=cpu --dim n=3 --input=iota --same-as=%s

// The last index of a loop with a step is not its end less one.
func.func @steps(%x: tensor<17x4xi64>, %y: tensor<4xi64>) -> tensor<4xi64> {
  %c1 = arith.constant 1 : index
  %c0 = arith.constant 0 : index
  %c17 = arith.constant 17 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c3 to %c17 step %c3 iter_args(%a = %y) -> (tensor<4xi64>) {
    %s = tensor.extract_slice %x[0, 0] [%i, 4] [1, 1] : tensor<17x4xi64> to tensor<?x4xi64>
    %n = ag.neg %s : tensor<?x4xi64> -> tensor<?x4xi64>
    %t = tensor.concat dim(0) %n, %s : (tensor<?x4xi64>, tensor<?x4xi64>) -> tensor<?x4xi64>
    %m = ag.reduce max %t [0] : tensor<?x4xi64> -> tensor<4xi64>
    %q = ag.add %a, %m : tensor<4xi64>, tensor<4xi64> -> tensor<4xi64>
    scf.yield %q : tensor<4xi64>
  }
  return %r : tensor<4xi64>
}

// The minimum is of unsigned numbers.
func.func @unsigned(%y: tensor<?xi32> {ag.dims = ["m"]}) -> tensor<i32> {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %m = tensor.dim %y, %c0 : tensor<?xi32>
  %p = arith.minui %m, %c3 : index
  %0 = ag.iota 0 (%p, %p) : tensor<?x?xi32>
  %1 = ag.contract "ij,kj->ik" %0, %0 : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi32>
  %2 = ag.contract "ij,jk->ik" %1, %0 : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi32>
  %3 = ag.contract "ij,kj->ik" %2, %1 : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi32>
  %4 = ag.reduce sum %3 [0, 1] : tensor<?x?xi32> -> tensor<i32>
  return %4 : tensor<i32>
}

// The result of an inner loop is the iter_arg of the outer one.
func.func @handed(%x: tensor<?x4xi64> {ag.dims = ["n", 4]}, %y: tensor<4xi64>) -> tensor<4xi64> {
  %v1 = arith.constant 0 : index
  %v2 = tensor.dim %x, %v1 : tensor<?x4xi64>
  %v3 = arith.constant 5 : index
  %v4 = arith.constant 2 : index
  %v5 = scf.for %i5 = %v2 to %v3 step %v4 iter_args(%a5 = %y) -> (tensor<4xi64>) {
    %v6 = arith.constant 3 : index
    %v7 = scf.for %i7 = %i5 to %v2 step %v6 iter_args(%a7 = %a5) -> (tensor<4xi64>) {
      %v10 = ag.neg %x : tensor<?x4xi64> -> tensor<?x4xi64>
      %v12 = linalg.add ins(%x, %v10 : tensor<?x4xi64>, tensor<?x4xi64>) outs(%x : tensor<?x4xi64>) -> tensor<?x4xi64>
      %v15 = ag.reduce sum %v12 [0] : tensor<?x4xi64> -> tensor<4xi64>
      %v16 = ag.add %a7, %v15 : tensor<4xi64>, tensor<4xi64> -> tensor<4xi64>
      scf.yield %v16 : tensor<4xi64>
    }
    scf.yield %v7 : tensor<4xi64>
  }
  return %v5 : tensor<4xi64>
}
