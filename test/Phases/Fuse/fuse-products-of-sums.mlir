// Products and powers of sums whose terms would double with each op. A formula
// keeps them as products once they are long, and is refused once it is too
// large, also if a single op computes it.
// RUN: ag-opt --fuse --remarks-filter=ag-fuse %s -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t.mlir --entry=squares --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=places --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=sizes --input=iota --same-as=%s
// RUN: ag-run %s --entry=squares --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=places --input=iota --on=cpu --same-as=%s
// RUN: ag-run %s --entry=sizes --input=iota --on=cpu --same-as=%s
// RUN: ag-run %s --entry=generic --input=randn:1 --on=cpu --same-as=%s

func.func @squares(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  %t0 = ag.reduce max %x [1] : tensor<4x8xf32> -> tensor<4xf32>
  %s = ag.reduce sum %x [1] : tensor<4x8xf32> -> tensor<4xf32>
  %q1 = ag.mul %t0, %t0 : tensor<4xf32>
  %t1 = ag.add %q1, %s : tensor<4xf32>
  %q2 = ag.mul %t1, %t1 : tensor<4xf32>
  %t2 = ag.add %q2, %s : tensor<4xf32>
  %q3 = ag.mul %t2, %t2 : tensor<4xf32>
  %t3 = ag.add %q3, %s : tensor<4xf32>
  %q4 = ag.mul %t3, %t3 : tensor<4xf32>
  %t4 = ag.add %q4, %s : tensor<4xf32>
  return %t4 : tensor<4xf32>
}

// A power of integers is a chain of squares.
func.func @places(%x: tensor<2x3xi64>) -> tensor<2x3xi64> {
  %m = ag.reduce max %x [1] : tensor<2x3xi64> -> tensor<2xi64>
  %mb = ag.broadcast %m [0] : tensor<2xi64> -> tensor<2x3xi64>
  %j = ag.iota 1 : tensor<2x3xi64>
  %three = arith.constant dense<3> : tensor<2x3xi64>
  %is = ag.compare eq %x, %mb : tensor<2x3xi64>, tensor<2x3xi64> -> tensor<2x3xi1>
  %or = ag.select %is, %j, %three : tensor<2x3xi1>, tensor<2x3xi64>, tensor<2x3xi64> -> tensor<2x3xi64>
  %place = ag.reduce min %or [1] : tensor<2x3xi64> -> tensor<2xi64>
  %two = arith.constant dense<2> : tensor<2xi64>
  %p = ag.pow %two, %place : tensor<2xi64>
  %pb = ag.broadcast %p [0] : tensor<2xi64> -> tensor<2x3xi64>
  %y = ag.mul %x, %pb : tensor<2x3xi64>
  return %y : tensor<2x3xi64>
}

// An index that is squared forty times is no size.
func.func @sizes(%x: tensor<4x8xi64>, %n: tensor<1xi64>) -> tensor<4xi64> {
  %zero = arith.constant 0 : index
  %i = tensor.extract %n[%zero] : tensor<1xi64>
  %n0 = arith.index_cast %i : i64 to index
  %n1 = arith.muli %n0, %n0 : index
  %n2 = arith.muli %n1, %n1 : index
  %n3 = arith.muli %n2, %n2 : index
  %n4 = arith.muli %n3, %n3 : index
  %n5 = arith.muli %n4, %n4 : index
  %n6 = arith.muli %n5, %n5 : index
  %n7 = arith.muli %n6, %n6 : index
  %n8 = arith.muli %n7, %n7 : index
  %n9 = arith.muli %n8, %n8 : index
  %n10 = arith.muli %n9, %n9 : index
  %n11 = arith.muli %n10, %n10 : index
  %n12 = arith.muli %n11, %n11 : index
  %n13 = arith.muli %n12, %n12 : index
  %n14 = arith.muli %n13, %n13 : index
  %n15 = arith.muli %n14, %n14 : index
  %n16 = arith.muli %n15, %n15 : index
  %n17 = arith.muli %n16, %n16 : index
  %n18 = arith.muli %n17, %n17 : index
  %n19 = arith.muli %n18, %n18 : index
  %n20 = arith.muli %n19, %n19 : index
  %n21 = arith.muli %n20, %n20 : index
  %n22 = arith.muli %n21, %n21 : index
  %n23 = arith.muli %n22, %n22 : index
  %n24 = arith.muli %n23, %n23 : index
  %n25 = arith.muli %n24, %n24 : index
  %n26 = arith.muli %n25, %n25 : index
  %n27 = arith.muli %n26, %n26 : index
  %n28 = arith.muli %n27, %n27 : index
  %n29 = arith.muli %n28, %n28 : index
  %n30 = arith.muli %n29, %n29 : index
  %n31 = arith.muli %n30, %n30 : index
  %n32 = arith.muli %n31, %n31 : index
  %n33 = arith.muli %n32, %n32 : index
  %n34 = arith.muli %n33, %n33 : index
  %n35 = arith.muli %n34, %n34 : index
  %n36 = arith.muli %n35, %n35 : index
  %n37 = arith.muli %n36, %n36 : index
  %n38 = arith.muli %n37, %n37 : index
  %n39 = arith.muli %n38, %n38 : index
  %n40 = arith.muli %n39, %n39 : index
  %e = arith.index_cast %n40 : index to i64
  %t = tensor.from_elements %e : tensor<i64>
  %b = ag.broadcast %t [] : tensor<i64> -> tensor<4x8xi64>
  %y = ag.mul %x, %b : tensor<4x8xi64>
  %s = ag.reduce sum %y [1] : tensor<4x8xi64> -> tensor<4xi64>
  return %s : tensor<4xi64>
}

// CHECK: Function=generic{{.*}}its form would be too large
func.func @generic(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %m = ag.reduce max %x [1] : tensor<4x8xf32> -> tensor<4xf32>
  %s = ag.reduce sum %x [1] : tensor<4x8xf32> -> tensor<4xf32>
  %y = linalg.generic {
      indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
      iterator_types = ["parallel"]} ins(%m, %s : tensor<4xf32>, tensor<4xf32>) outs(%z : tensor<4xf32>) {
  ^bb0(%t0: f32, %a: f32, %o: f32):
    %q1 = arith.mulf %t0, %t0 : f32
    %t1 = arith.addf %q1, %a : f32
    %q2 = arith.mulf %t1, %t1 : f32
    %t2 = arith.addf %q2, %a : f32
    %q3 = arith.mulf %t2, %t2 : f32
    %t3 = arith.addf %q3, %a : f32
    %q4 = arith.mulf %t3, %t3 : f32
    %t4 = arith.addf %q4, %a : f32
    %q5 = arith.mulf %t4, %t4 : f32
    %t5 = arith.addf %q5, %a : f32
    %q6 = arith.mulf %t5, %t5 : f32
    %t6 = arith.addf %q6, %a : f32
    %q7 = arith.mulf %t6, %t6 : f32
    %t7 = arith.addf %q7, %a : f32
    %q8 = arith.mulf %t7, %t7 : f32
    %t8 = arith.addf %q8, %a : f32
    %q9 = arith.mulf %t8, %t8 : f32
    %t9 = arith.addf %q9, %a : f32
    %q10 = arith.mulf %t9, %t9 : f32
    %t10 = arith.addf %q10, %a : f32
    %q11 = arith.mulf %t10, %t10 : f32
    %t11 = arith.addf %q11, %a : f32
    %q12 = arith.mulf %t11, %t11 : f32
    %t12 = arith.addf %q12, %a : f32
    %q13 = arith.mulf %t12, %t12 : f32
    %t13 = arith.addf %q13, %a : f32
    %q14 = arith.mulf %t13, %t13 : f32
    %t14 = arith.addf %q14, %a : f32
    %q15 = arith.mulf %t14, %t14 : f32
    %t15 = arith.addf %q15, %a : f32
    %q16 = arith.mulf %t15, %t15 : f32
    %t16 = arith.addf %q16, %a : f32
    %r = math.tanh %t16 : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}
