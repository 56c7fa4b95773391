// These buffers have the sizes of another buffer, which is selected at run time.
// RUN: ag-run %s --entry=selected --on=cpu --dim n=3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=selected --on=cpu --dim n=33 --march=x86-64-v2 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=collapsed --on=cpu --dim n=7 --input=iota --same-as=%s

// One of two buffers is copied, whose type does not have its sizes.
func.func @selected(%x: tensor<48x?xf16> {ag.dims = [48, "n"]}, %k: tensor<i1>) -> (tensor<?x48xf16>, tensor<?x48xf16>) {
  %c1 = arith.constant 1 : index
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c1 : tensor<48x?xf16>
  %at = arith.minsi %n, %c0 : index
  %b = tensor.extract %k[] : tensor<i1>
  %y = ag.neg %x : tensor<48x?xf16>
  %t = ag.transpose %y [1, 0] : tensor<48x?xf16> -> tensor<?x48xf16>
  %z = ag.exp %x : tensor<48x?xf16>
  %u = ag.transpose %z [1, 0] : tensor<48x?xf16> -> tensor<?x48xf16>
  %one = scf.if %b -> tensor<?x48xf16> {
    scf.yield %t : tensor<?x48xf16>
  } else {
    scf.yield %u : tensor<?x48xf16>
  }
  %r = ag.update %one, %one [%at, %at] [1, 1] : tensor<?x48xf16>
  %s = ag.add %t, %u : tensor<?x48xf16>
  return %r, %s : tensor<?x48xf16>, tensor<?x48xf16>
}

// A branch copies a tensor that is a matrix elsewhere.
func.func @collapsed(%x: tensor<?x?xi16> {ag.dims = ["n", "n"]}, %k: tensor<i1>) -> tensor<?xi16> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xi16>
  %nn = arith.muli %n, %n : index
  %b = tensor.extract %k[] : tensor<i1>
  %at = arith.minsi %n, %c0 : index
  %e = ag.neg %x : tensor<?x?xi16>
  %r = ag.reshape %e (%nn) : tensor<?x?xi16> -> tensor<?xi16>
  %a = scf.if %b -> tensor<?xi16> {
    %p = ag.slice %r [%at] [%c1] [1] : tensor<?xi16>
    %u = ag.update %r, %p [1] [1] : tensor<?xi16>
    scf.yield %u : tensor<?xi16>
  } else {
    %u = ag.abs %r : tensor<?xi16>
    scf.yield %u : tensor<?xi16>
  }
  %u = ag.update %a, %a [%at] [1] : tensor<?xi16>
  return %u : tensor<?xi16>
}
