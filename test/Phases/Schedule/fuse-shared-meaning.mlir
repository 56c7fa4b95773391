// A loop with several results means the same as its ops: with several types, of
// any size, permuted, in place, and with threads.
// RUN: ag-opt %s --fuse --to=schedule --remarks-filter=ag-fuse-shared -o %t 2>&1 | FileCheck %s
// RUN: ag-run %s --entry=cell --on=cpu --input=randn:1 --input=randn:2 --input=randn:3 --input=randn:4 --dim n=37 --same-as=%s
// RUN: ag-run %s --entry=cell --on=cpu --input=randn:1 --input=randn:2 --input=randn:3 --input=randn:4 --dim n=0 --same-as=%s
// RUN: ag-run %s --entry=cell --on=cpu --threads=2 --input=randn:1 --input=randn:2 --input=randn:3 --input=randn:4 --dim n=40001 --same-as=%s
// RUN: ag-run %s --entry=types --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=permuted --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=summed --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=momentum --on=cpu --input=randn:1 --input=randn:2 --input=randn:3 --same-as=%s

// CHECK-DAG: Function=cell | Remark="is computed in one loop
func.func @cell(%i: tensor<?xf32> {ag.dims = ["n"]}, %f: tensor<?xf32> {ag.dims = ["n"]}, %o: tensor<?xf32> {ag.dims = ["n"]}, %c: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %0 = ag.sigmoid %i : tensor<?xf32>
  %1 = ag.sigmoid %f : tensor<?xf32>
  %2 = ag.sigmoid %o : tensor<?xf32>
  %3 = ag.mul %1, %c : tensor<?xf32>
  %next = ag.add %0, %3 : tensor<?xf32>
  %4 = ag.mul %next, %next : tensor<?xf32>
  %h = ag.mul %2, %4 : tensor<?xf32>
  return %h, %next, %0 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// CHECK-DAG: Function=types | Remark="is computed in one loop
func.func @types(%x: tensor<3x37xf32>) -> (tensor<3x37xi1>, tensor<3x37xf64>, tensor<3x37xbf16>, tensor<3x37xf32>) {
  %a = ag.exp %x : tensor<3x37xf32>
  %b = ag.cast %a : tensor<3x37xf32> -> tensor<3x37xf64>
  %c = ag.mul %b, %b : tensor<3x37xf64>
  %one = arith.constant dense<1.0> : tensor<3x37xf32>
  %d = ag.compare gt %a, %one : tensor<3x37xf32>, tensor<3x37xf32> -> tensor<3x37xi1>
  %e = ag.cast %a : tensor<3x37xf32> -> tensor<3x37xbf16>
  return %d, %c, %e, %a : tensor<3x37xi1>, tensor<3x37xf64>, tensor<3x37xbf16>, tensor<3x37xf32>
}

// CHECK-DAG: Function=permuted | Remark="is computed in one loop
func.func @permuted(%x: tensor<5x3x37xf32>) -> (tensor<5x3x37xf32>, tensor<3x5x37xf32>) {
  %a = ag.exp %x : tensor<5x3x37xf32>
  %t = ag.transpose %a [1, 0, 2] : tensor<5x3x37xf32> -> tensor<3x5x37xf32>
  %b = ag.mul %t, %t : tensor<3x5x37xf32>
  return %a, %b : tensor<5x3x37xf32>, tensor<3x5x37xf32>
}

// CHECK-DAG: Function=summed | Remark="is computed in one loop
func.func @summed(%x: tensor<40x37xf32>) -> (tensor<37xf32>, tensor<40x37xf32>, tensor<40x37xf32>) {
  %a = ag.exp %x : tensor<40x37xf32>
  %s = ag.reduce sum %a [0] : tensor<40x37xf32> -> tensor<37xf32>
  %b = ag.mul %a, %x : tensor<40x37xf32>
  %c = ag.sub %a, %b : tensor<40x37xf32>
  return %s, %b, %c : tensor<37xf32>, tensor<40x37xf32>, tensor<40x37xf32>
}

// CHECK-DAG: Function=momentum | Remark="is computed in one loop
func.func @momentum(%m: tensor<37xf32>, %w: tensor<37xf32>, %g: tensor<37xf32>) -> (tensor<37xf32> {ag.alias = 0}, tensor<37xf32> {ag.alias = 1}) {
  %0 = ag.mul %w, %g : tensor<37xf32>
  %1 = ag.add %m, %0 : tensor<37xf32>
  %next = ag.sqrt %1 : tensor<37xf32>
  %moved = ag.sub %w, %next : tensor<37xf32>
  return %next, %moved : tensor<37xf32>, tensor<37xf32>
}
