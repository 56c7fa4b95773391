// Counts of zeros and ones, halves of products, and sums with a carry, in bodies and of scalars. bits.py has the
// other widths.
// RUN: ag-run %s --entry=values | FileCheck %s

func.func @values() -> (tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, i8, i8, i8, i8, i8, i1) {
  %x = arith.constant dense<[0, 20, -1]> : tensor<3xi8>
  // CHECK: i8[3] [8, 3, 0]
  %0 = math.ctlz %x : tensor<3xi8>
  // CHECK-NEXT: i8[3] [8, 2, 0]
  %1 = math.cttz %x : tensor<3xi8>
  // CHECK-NEXT: i8[3] [0, 2, 8]
  %2 = math.ctpop %x : tensor<3xi8>
  %a = arith.constant -3 : i8
  %b = arith.constant 100 : i8
  // CHECK-NEXT: i8[] -44
  // CHECK-NEXT: i8[] -2
  %3, %4 = arith.mulsi_extended %a, %b : i8
  // CHECK-NEXT: i8[] -44
  // CHECK-NEXT: i8[] 98
  %5, %6 = arith.mului_extended %a, %b : i8
  // CHECK-NEXT: i8[] 97
  // CHECK-NEXT: i1[] true
  %7, %8 = arith.addui_extended %a, %b : i8, i1
  return %0, %1, %2, %3, %4, %5, %6, %7, %8 : tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, i8, i8, i8, i8, i8, i1
}

#e = affine_map<(d) -> (d)>
func.func @bodies(%x: tensor<160xi64>) -> (tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi32>,
    tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi1>) {
  %odd = arith.constant 0x1E3779B97F4A7C15 : i64
  %n = tensor.empty() : tensor<160xi32>
  %c = tensor.empty() : tensor<160xi1>
  %r:9 = linalg.generic {indexing_maps = [#e, #e, #e, #e, #e, #e, #e, #e, #e, #e], iterator_types = ["parallel"]}
      ins(%x : tensor<160xi64>) outs(%n, %n, %n, %n, %n, %n, %n, %n, %c : tensor<160xi32>, tensor<160xi32>, tensor<160xi32>,
          tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi1>) {
  ^bb0(%e: i64, %o0: i32, %o1: i32, %o2: i32, %o3: i32, %o4: i32, %o5: i32, %o6: i32, %o7: i32, %o8: i1):
    // Elements of all magnitudes, and some zeros.
    %place = linalg.index 0 : index
    %by = arith.index_cast %place : index to i64
    %wide = arith.muli %e, %odd : i64
    %p = arith.shrsi %wide, %by : i64
    %q = arith.xori %p, %by : i64
    %a = arith.trunci %p : i64 to i32
    %b = arith.trunci %q : i64 to i32
    %0 = math.ctlz %a : i32
    %1 = math.cttz %a : i32
    %2 = math.ctpop %a : i32
    %3, %4 = arith.mulsi_extended %a, %b : i32
    %5, %6 = arith.mului_extended %a, %b : i32
    %7, %8 = arith.addui_extended %a, %b : i32, i1
    linalg.yield %0, %1, %2, %3, %4, %5, %6, %7, %8 : i32, i32, i32, i32, i32, i32, i32, i32, i1
  } -> (tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi32>,
    tensor<160xi32>, tensor<160xi1>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8 : tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi32>,
    tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi32>, tensor<160xi1>
}

func.func @scalars(%e: i64) -> (i32, i32, i32, i32, i32, i32, i32, i32, i1) {
  %odd = arith.constant 0x1E3779B97F4A7C15 : i64
  %q = arith.muli %e, %odd : i64
  %a = arith.trunci %e : i64 to i32
  %b = arith.trunci %q : i64 to i32
  %0 = math.ctlz %a : i32
  %1 = math.cttz %a : i32
  %2 = math.ctpop %a : i32
  %3, %4 = arith.mulsi_extended %a, %b : i32
  %5, %6 = arith.mului_extended %a, %b : i32
  %7, %8 = arith.addui_extended %a, %b : i32, i1
  return %0, %1, %2, %3, %4, %5, %6, %7, %8 : i32, i32, i32, i32, i32, i32, i32, i32, i1
}
