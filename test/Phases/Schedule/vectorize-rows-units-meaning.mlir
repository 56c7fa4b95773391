// Unit dimensions are dropped all at once. If some stayed, upstream would
// mistake them for others when the remaining sizes become known.
// RUN: ag-run %s --dim a=3 --input=randn:1 --input=ones --input=ones --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --dim a=3 --input=randn:1 --input=ones --input=zeros --on=cpu --march=x86-64-v2 --same-as=%s

func.func @main(%x: tensor<4x33xf32>, %y: tensor<?xf32> {ag.dims = ["a"]}, %b: tensor<i1>) -> tensor<?x?x?x?x1xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %y, %c0 : tensor<?xf32>
  %c = tensor.extract %b[] : tensor<i1>
  %r = scf.if %c -> tensor<?x?xf32> {
    %e = ag.exp %x : tensor<4x33xf32>
    %k = tensor.cast %e : tensor<4x33xf32> to tensor<?x?xf32>
    scf.yield %k : tensor<?x?xf32>
  } else {
    %k = tensor.cast %x : tensor<4x33xf32> to tensor<?x?xf32>
    scf.yield %k : tensor<?x?xf32>
  }
  %s = ag.broadcast %r [1, 3] (%c1, %n) : tensor<?x?xf32> -> tensor<?x?x?x?x1xf32>
  return %s : tensor<?x?x?x?x1xf32>
}
