// Sizes just below and above half of the last cache give the same bits, in rows
// of full lines, of full vectors, and of neither.
// RUN: ag-opt %s --to=allocate -o %t.mlir && grep -c nontemporal %t.mlir | FileCheck %s
// CHECK: 4
// RUN: ag-run %t.mlir --entry=rows --on=cpu --dim n=1000 --dim m=1800 --input=randn:1 --same-as=%s --rtol=0 --atol=0
// RUN: ag-run %t.mlir --entry=rows --on=cpu --dim n=1000 --dim m=1808 --input=randn:1 --same-as=%s --rtol=0 --atol=0
// RUN: ag-run %t.mlir --entry=rows --on=cpu --dim n=1000 --dim m=1812 --input=randn:1 --same-as=%s --rtol=0 --atol=0
// RUN: ag-run %t.mlir --entry=rows --on=cpu --dim n=1000 --dim m=1811 --input=randn:1 --same-as=%s --rtol=0 --atol=0
// RUN: ag-run %t.mlir --entry=rows --on=cpu --dim n=1810000 --dim m=1 --input=randn:1 --same-as=%s --rtol=0 --atol=0
// RUN: ag-run %t.mlir --entry=rows --on=cpu --dim n=3 --dim m=5 --input=randn:1 --same-as=%s --rtol=0 --atol=0
// RUN: ag-run %t.mlir --entry=types --on=cpu --input=randn:1 --input=iota --same-as=%s --rtol=0 --atol=0
// RUN: ag-run %s --entry=rows --on=cpu --threads=2 --dim n=1000 --dim m=1812 --input=randn:1 --same-as=%s --rtol=0 --atol=0
// RUN: ag-run %s --entry=types --on=cpu --threads=2 --input=randn:1 --input=iota --same-as=%s --rtol=0 --atol=0
// RUN: ag-run %s --entry=types --on=cpu --march=x86-64-v2 --input=randn:1 --input=iota --same-as=%s --rtol=0 --atol=0

func.func @rows(%x: tensor<?x?xf64> {ag.dims = ["n", "m"]}) -> tensor<?x?xf64> {
  %0 = ag.neg %x : tensor<?x?xf64>
  return %0 : tensor<?x?xf64>
}

func.func @types(%x: tensor<1001x7232xbf16>, %y: tensor<999x14464xi8>)
    -> (tensor<1001x7232xbf16>, tensor<999x14464xi8>, tensor<1001x7232xi64>) {
  %0 = ag.neg %x : tensor<1001x7232xbf16>
  %1 = ag.neg %y : tensor<999x14464xi8>
  %2 = ag.cast %x : tensor<1001x7232xbf16> -> tensor<1001x7232xi64>
  return %0, %1, %2 : tensor<1001x7232xbf16>, tensor<999x14464xi8>, tensor<1001x7232xi64>
}
