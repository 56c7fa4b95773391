// With unknown sizes, the host computes the tiles, so that a block has several narrow rows.
// RUN: ag-opt --target=cuda --to=schedule %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=rows --input=randn:1 --dim n=2000 --dim m=3 --same-as=%s
// RUN: ag-run %t --entry=rows --input=randn:1 --dim n=3 --dim m=2000 --same-as=%s
// RUN: ag-run %t --entry=rows --input=randn:1 --dim n=0 --dim m=3 --same-as=%s
// RUN: ag-run %t --entry=rows --input=randn:1 --dim n=3 --dim m=0 --same-as=%s
// RUN: ag-run %t --entry=turned --input=randn:1 --dim n=700 --dim m=1 --dim k=2 --same-as=%s
// RUN: ag-run %t --entry=sums --input=randn:1 --dim n=700 --dim m=2 --dim k=3 --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --dim n=2000 --dim m=3 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --dim n=1030 --dim m=1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --dim n=3 --dim m=2000 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --dim n=3 --dim m=0 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=turned --input=randn:1 --dim n=70 --dim m=1 --dim k=20 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=turned --input=randn:1 --dim n=2 --dim m=300 --dim k=7 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=sums --input=randn:1 --dim n=700 --dim m=2 --dim k=3 --on=emulator --same-as=%s
// A block has as many rows as fit.
// RUN: env AG_EMULATOR=count ag-run %s --entry=rows --input=randn:1 --dim n=2000 --dim m=3 --on=emulator 2>&1 | FileCheck %s --check-prefix=COUNT
// COUNT: kernel 'rows$block': {{1?[0-9][0-9][0-9][0-9]}} instructions
// A launch with fewer blocks than tiles has several tiles per block.
// RUN: env AG_EMULATOR=blocks=4 ag-run %s --entry=rows --input=randn:1 --dim n=5000 --dim m=3 --on=emulator --same-as=%s
// RUN: env AG_EMULATOR=blocks=1 ag-run %s --entry=sums --input=randn:1 --dim n=700 --dim m=2 --dim k=3 --on=emulator --same-as=%s

// CHECK-LABEL: func.func @rows(
// CHECK: affine.max
// CHECK: %[[STEP:.*]] = affine.max
// CHECK: scf.forall (%[[B:[a-z0-9]+]]) in (%{{.*}})
// CHECK: %[[AT:.*]]:2 = affine.delinearize_index %[[B]]
// CHECK: affine.min #{{.*}}(%[[AT]]#0)[%[[STEP]], %{{.*}}]
// CHECK: affine.min #{{.*}}(%[[AT]]#1)[%{{.*}}]
func.func @rows(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?x?xf32> {
  %0 = ag.neg %x : tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

func.func @turned(%x: tensor<?x?x?xi8> {ag.dims = ["n", "m", "k"]}) -> tensor<?x?x?xi8> {
  %0 = ag.transpose %x [2, 0, 1] : tensor<?x?x?xi8> -> tensor<?x?x?xi8>
  return %0 : tensor<?x?x?xi8>
}

func.func @sums(%x: tensor<?x?x?xf32> {ag.dims = ["n", "m", "k"]}) -> (tensor<?x?xf32>, tensor<?x?xf32>) {
  %0 = ag.reduce sum %x [2] : tensor<?x?x?xf32> -> tensor<?x?xf32>
  %1 = ag.reduce max %x [0] : tensor<?x?x?xf32> -> tensor<?x?xf32>
  return %0, %1 : tensor<?x?xf32>, tensor<?x?xf32>
}
