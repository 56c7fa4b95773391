// A rank-reducing slice whose sizes become constants drops the same dimensions
// as before. Upstream drops the first ones of size 1 instead, which created
// invalid casts: it crashed on them, or an error was missed.
// RUN: ag-opt --canonicalize %s | FileCheck %s
// RUN: ag-opt --canonicalize %s -o %t
// RUN: ag-run %s --entry=extract --dim n=1 --dim m=9 --input=iota --same-as=%t
// RUN: ag-run %s --entry=extract --dim n=1 --dim m=9 --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=insert --dim n=1 --dim m=9 --input=iota --input=ones --same-as=%t
// RUN: ag-run %s --entry=insert --dim n=1 --dim m=9 --on=cpu --input=iota --input=ones --same-as=%s
// RUN: ag-run %s --entry=parallel --dim n=1 --dim m=9 --input=iota --input=ones --same-as=%t
// RUN: ag-run %s --entry=parallel --dim n=1 --dim m=9 --on=cpu --input=iota --input=ones --same-as=%s
// RUN: ag-run %s --entry=later --dim n=10 --on=cpu --input=iota --input=ones --same-as=%s
// RUN: not ag-run %s --entry=insert --dim n=2 --dim m=9 --on=cpu --input=iota --input=ones 2>&1 | FileCheck %s --check-prefix=SIZE
// SIZE: error: tensor.cast: a size is 2, expected 1

// CHECK-LABEL: func.func @extract(
// CHECK: %[[PART:.*]] = tensor.extract_slice %arg0[0, 0, 2] [1, 9, 1] [1, 1, 1] : tensor<?x?x3xf32> to tensor<1x9xf32>
// CHECK: tensor.cast %[[PART]] : tensor<1x9xf32> to tensor<?x?xf32>
func.func @extract(%x: tensor<?x?x3xf32> {ag.dims = ["n", "m", 3]}) -> tensor<?x?xf32> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c9 = arith.constant 9 : index
  %0 = tensor.extract_slice %x[0, 0, %c2] [%c1, %c9, 1] [1, 1, 1] : tensor<?x?x3xf32> to tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @insert(
// CHECK: %[[PART:.*]] = tensor.cast %arg0 : tensor<?x?xf32> to tensor<1x9xf32>
// CHECK: tensor.insert_slice %[[PART]] into %arg1[0, 0, 2] [1, 9, 1] [1, 1, 1] : tensor<1x9xf32> into tensor<?x?x3xf32>
func.func @insert(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}, %y: tensor<?x?x3xf32> {ag.dims = ["m", "m", 3]}) -> tensor<?x?x3xf32> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c9 = arith.constant 9 : index
  %0 = tensor.insert_slice %x into %y[0, 0, %c2] [%c1, %c9, 1] [1, 1, 1] : tensor<?x?xf32> into tensor<?x?x3xf32>
  return %0 : tensor<?x?x3xf32>
}

// CHECK-LABEL: func.func @parallel(
// CHECK: %[[PART:.*]] = tensor.cast %arg0 : tensor<?x?xf32> to tensor<1x9xf32>
// CHECK: tensor.parallel_insert_slice %[[PART]] into %{{.*}}[0, 0, %{{.*}}] [1, 9, 1] [1, 1, 1] : tensor<1x9xf32> into tensor<?x?x3xf32>
func.func @parallel(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}, %y: tensor<?x?x3xf32> {ag.dims = ["m", "m", 3]}) -> tensor<?x?x3xf32> {
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %0 = scf.forall (%i) in (3) shared_outs(%all = %y) -> tensor<?x?x3xf32> {
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %x into %all[0, 0, %i] [%c1, %c9, 1] [1, 1, 1] : tensor<?x?xf32> into tensor<?x?x3xf32>
    }
  }
  return %0 : tensor<?x?x3xf32>
}

// The sizes are static here, and an offset becomes static.
// CHECK-LABEL: func.func @later(
// CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[0, 1, 0] [1, 9, 1] [1, 1, 1] : tensor<1x9xf32> into tensor<?x?x1xf32>
func.func @later(%x: tensor<1x9xf32>, %y: tensor<?x?x1xf32> {ag.dims = ["n", "n", 1]}) -> tensor<?x?x1xf32> {
  %c1 = arith.constant 1 : index
  %0 = tensor.insert_slice %x into %y[0, %c1, 0] [1, 9, 1] [1, 1, 1] : tensor<1x9xf32> into tensor<?x?x1xf32>
  return %0 : tensor<?x?x1xf32>
}
