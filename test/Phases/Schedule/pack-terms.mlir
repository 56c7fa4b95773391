// A matrix with adjacent rows, whose terms of a row are in a cache line each, is copied for products with many panels.
// RUN: ag-opt %s --to=structure -o %t.structured
// RUN: ag-opt %t.structured --march=x86-64-v3 --ag-pack-panels --remarks-filter=ag-pack-panels -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=weights_gradient --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=weights_gradient --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=batched --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=batched --on=cpu --march=x86-64-v4 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=narrow --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=any_size --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=37 --same-as=%s
// RUN: ag-run %s --entry=any_size --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=0 --same-as=%s
// RUN: ag-run %s --entry=any_size --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=1 --same-as=%s

// REMARK-DAG: Passed] panels | {{.*}}Function=weights_gradient | Remark="the terms of its rows are copied next to each other"
// REMARK-DAG: Passed] panels | {{.*}}Function=batched | Remark="the terms
// REMARK-DAG: Passed] panels | {{.*}}Function=narrow | Remark="the terms
// REMARK-DAG: Passed] panels | {{.*}}Function=any_size | Remark="the terms
// REMARK-NOT: Function={{few_panels|few_terms|near|as_they_lie}}

// CHECK-LABEL: func.func @weights_gradient(
// CHECK: %[[COPY:.*]] = linalg.generic {{.*}} ins(%arg0 : tensor<192x130xf32>) outs(%{{.*}} : tensor<130x192xf32>)
// CHECK: linalg.generic {{.*}} ins(%[[COPY]], %arg1 : tensor<130x192xf32>, tensor<192x144xf32>)
func.func @weights_gradient(%x: tensor<192x130xf32>, %d: tensor<192x144xf32>) -> tensor<130x144xf32> {
  %0 = ag.contract "if,ig->fg" %x, %d : tensor<192x130xf32>, tensor<192x144xf32> -> tensor<130x144xf32>
  return %0 : tensor<130x144xf32>
}
// CHECK-LABEL: func.func @batched(
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<3x2x80x160xf32>)
func.func @batched(%x: tensor<3x160x2x80xf32>, %d: tensor<3x160x128xf32>) -> tensor<3x2x80x128xf32> {
  %0 = ag.contract "bihf,big->bhfg" %x, %d : tensor<3x160x2x80xf32>, tensor<3x160x128xf32> -> tensor<3x2x80x128xf32>
  return %0 : tensor<3x2x80x128xf32>
}
func.func @narrow(%x: tensor<192x130xbf16>, %d: tensor<192x144xbf16>) -> tensor<130x144xbf16> {
  %0 = ag.contract "if,ig->fg" %x, %d : tensor<192x130xbf16>, tensor<192x144xbf16> -> tensor<130x144xbf16>
  return %0 : tensor<130x144xbf16>
}
func.func @any_size(%x: tensor<?x130xf32> {ag.dims = ["n", 130]}, %d: tensor<?x144xf32> {ag.dims = ["n", 144]}) -> tensor<130x144xf32> {
  %0 = ag.contract "if,ig->fg" %x, %d : tensor<?x130xf32>, tensor<?x144xf32> -> tensor<130x144xf32>
  return %0 : tensor<130x144xf32>
}

// CHECK-LABEL: func.func @few_panels(
// CHECK: linalg.generic {{.*}} ins(%arg0, %arg1
func.func @few_panels(%x: tensor<192x130xf32>, %d: tensor<192x112xf32>) -> tensor<130x112xf32> {
  %0 = ag.contract "if,ig->fg" %x, %d : tensor<192x130xf32>, tensor<192x112xf32> -> tensor<130x112xf32>
  return %0 : tensor<130x112xf32>
}
// CHECK-LABEL: func.func @few_terms(
// CHECK: linalg.generic {{.*}} ins(%arg0, %arg1
func.func @few_terms(%x: tensor<112x512xf32>, %d: tensor<112x144xf32>) -> tensor<512x144xf32> {
  %0 = ag.contract "if,ig->fg" %x, %d : tensor<112x512xf32>, tensor<112x144xf32> -> tensor<512x144xf32>
  return %0 : tensor<512x144xf32>
}
// CHECK-LABEL: func.func @near(
// CHECK: linalg.generic {{.*}} ins(%arg0, %arg1
func.func @near(%x: tensor<128x64xf32>, %d: tensor<128x144xf32>) -> tensor<64x144xf32> {
  %0 = ag.contract "if,ig->fg" %x, %d : tensor<128x64xf32>, tensor<128x144xf32> -> tensor<64x144xf32>
  return %0 : tensor<64x144xf32>
}
// CHECK-LABEL: func.func @as_they_lie(
// CHECK: linalg.generic {{.*}} ins(%arg0, %arg1
func.func @as_they_lie(%x: tensor<192x512xf32>, %d: tensor<512x144xf32>) -> tensor<192x144xf32> {
  %0 = ag.contract "if,fg->ig" %x, %d : tensor<192x512xf32>, tensor<512x144xf32> -> tensor<192x144xf32>
  return %0 : tensor<192x144xf32>
}
