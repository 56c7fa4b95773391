// A sum of two sizes: one is known at the allocation, the other is a product of
// argument sizes. No linear relation expresses that.
// RUN: ag-run %s --dim=m=3 --dim=n=4 --on=cpu --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %s --dim=m=1 --dim=n=1 --on=cpu --input=randn:1 --input=iota --same-as=%s
func.func @main(%x: tensor<?x?xi8> {ag.dims = ["m", "n"]}, %k: tensor<i64>) -> tensor<3xi8> {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %i = tensor.extract %k[] : tensor<i64>
  %any = arith.cmpi sgt, %i, %zero : i64
  %w = tensor.concat dim(1) %x, %x, %x : (tensor<?x?xi8>, tensor<?x?xi8>, tensor<?x?xi8>) -> tensor<?x?xi8>
  %j = tensor.collapse_shape %w [[0, 1]] : tensor<?x?xi8> into tensor<?xi8>
  %s:2 = scf.while (%a = %j, %n = %zero) : (tensor<?xi8>, i64) -> (tensor<?xi8>, i64) {
    %more = arith.cmpi slt, %n, %i : i64
    scf.condition(%more) %a, %n : tensor<?xi8>, i64
  } do {
  ^bb0(%a: tensor<?xi8>, %n: i64):
    %b = ag.add %a, %j : tensor<?xi8>
    %next = arith.addi %n, %one : i64
    scf.yield %b, %next : tensor<?xi8>, i64
  }
  %g = ag.gather 0 clamp %j, %j : tensor<?xi8>, tensor<?xi8> -> tensor<?xi8>
  %u = ag.update %s#0, %g [0] [1] : tensor<?xi8>
  %r = scf.if %any -> tensor<3xi8> {
    %t = ag.concat 0 %g, %u, %u : tensor<?xi8>, tensor<?xi8>, tensor<?xi8> -> tensor<?xi8>
    %q = ag.gather 0 clamp %u, %t : tensor<?xi8>, tensor<?xi8> -> tensor<?xi8>
    %p = tensor.extract_slice %q[0] [3] [1] : tensor<?xi8> to tensor<3xi8>
    scf.yield %p : tensor<3xi8>
  } else {
    %p = tensor.extract_slice %g[0] [3] [1] : tensor<?xi8> to tensor<3xi8>
    scf.yield %p : tensor<3xi8>
  }
  return %r : tensor<3xi8>
}
