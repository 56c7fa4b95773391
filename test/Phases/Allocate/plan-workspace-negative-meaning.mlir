// These sizes would be negative only where no buffer has them.
// RUN: ag-run %s --entry=product --on=cpu --dim n=5 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=least --on=cpu --dim n=7 --input=iota --same-as=%s
// RUN: ag-run %s --entry=least --on=cpu --dim n=5 --input=iota --same-as=%s

// (n - 2) * (n - 1) is 2 if n is 0.
func.func @product(%x: tensor<31x?x?xf32> {ag.dims = [31, "n", "n"]}) -> tensor<31x?x?xf32> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %tanh = ag.tanh %x : tensor<31x?x?xf32>
  %n = tensor.dim %x, %c1 : tensor<31x?x?xf32>
  %rows = arith.subi %n, %c2 : index
  %columns = arith.subi %n, %c1 : index
  %part = ag.slice %tanh [0, 2, 1] [18, %rows, %columns] [1, 1, 1] : tensor<31x?x?xf32> -> tensor<18x?x?xf32>
  %y = ag.sigmoid %part : tensor<18x?x?xf32>
  %all = tensor.insert_slice %y into %tanh[0, 2, 1] [18, %rows, %columns] [1, 1, 1] : tensor<18x?x?xf32> into tensor<31x?x?xf32>
  return %all : tensor<31x?x?xf32>
}

// n is at least 5, so a buffer of n - 4 rows is below another one.
func.func @least(%x: tensor<?x48xi64> {ag.dims = ["n", 48]}) -> (tensor<48x48xi64>, tensor<48xi64>)
    attributes {ag.ranges = {n = [5, 400]}} {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %n = tensor.dim %x, %c0 : tensor<?x48xi64>
  %rows = arith.subi %n, %c4 : index
  %part = ag.slice %x [4, 0] [%rows, 48] [1, 1] : tensor<?x48xi64> -> tensor<?x48xi64>
  %abs = ag.abs %part : tensor<?x48xi64>
  %p = ag.contract "ij,ik->jk" %abs, %abs : tensor<?x48xi64>, tensor<?x48xi64> -> tensor<48x48xi64>
  %q = ag.contract "ij,jk->ik" %p, %p : tensor<48x48xi64>, tensor<48x48xi64> -> tensor<48x48xi64>
  %s = ag.reduce sum %abs [0] : tensor<?x48xi64> -> tensor<48xi64>
  return %q, %s : tensor<48x48xi64>, tensor<48xi64>
}
