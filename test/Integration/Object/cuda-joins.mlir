// A reduction of 25 results that share 2 kB of shared memory. Separate arrays
// would take 50 kB, more than a kernel's static limit.
// RUN: ag-run %s --input=randn:1 --on=emulator --poison-memory --same-as=%s
// RUN: env AG_EMULATOR=order=random:7 ag-run %s --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-compile %s --target=cuda -o %t.o --report=- | FileCheck %s
// CHECK: "shared_bytes": 2048,

#rows = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
func.func @f(%x: tensor<8x500xf64>) -> (tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>) {
  %zero = arith.constant dense<0.0> : tensor<8xf64>
  %0:25 = linalg.generic {indexing_maps = [#rows, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<8x500xf64>)
      outs(%zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero, %zero :
           tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>) {
  ^bb0(%in: f64, %o0: f64, %o1: f64, %o2: f64, %o3: f64, %o4: f64, %o5: f64, %o6: f64, %o7: f64, %o8: f64, %o9: f64, %o10: f64, %o11: f64, %o12: f64, %o13: f64, %o14: f64, %o15: f64, %o16: f64, %o17: f64, %o18: f64, %o19: f64, %o20: f64, %o21: f64, %o22: f64, %o23: f64, %o24: f64):
    %1 = arith.addf %o0, %in : f64
    %2 = arith.maximumf %o1, %in : f64
    %3 = arith.minimumf %o2, %in : f64
    %4 = arith.addf %o3, %in : f64
    %5 = arith.maximumf %o4, %in : f64
    %6 = arith.minimumf %o5, %in : f64
    %7 = arith.addf %o6, %in : f64
    %8 = arith.maximumf %o7, %in : f64
    %9 = arith.minimumf %o8, %in : f64
    %10 = arith.addf %o9, %in : f64
    %11 = arith.maximumf %o10, %in : f64
    %12 = arith.minimumf %o11, %in : f64
    %13 = arith.addf %o12, %in : f64
    %14 = arith.maximumf %o13, %in : f64
    %15 = arith.minimumf %o14, %in : f64
    %16 = arith.addf %o15, %in : f64
    %17 = arith.maximumf %o16, %in : f64
    %18 = arith.minimumf %o17, %in : f64
    %19 = arith.addf %o18, %in : f64
    %20 = arith.maximumf %o19, %in : f64
    %21 = arith.minimumf %o20, %in : f64
    %22 = arith.addf %o21, %in : f64
    %23 = arith.maximumf %o22, %in : f64
    %24 = arith.minimumf %o23, %in : f64
    %25 = arith.addf %o24, %in : f64
    linalg.yield %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, %21, %22, %23, %24, %25 : f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64
  } -> (tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>)
  return %0#0, %0#1, %0#2, %0#3, %0#4, %0#5, %0#6, %0#7, %0#8, %0#9, %0#10, %0#11, %0#12, %0#13, %0#14, %0#15, %0#16, %0#17, %0#18, %0#19, %0#20, %0#21, %0#22, %0#23, %0#24 : tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, tensor<8xf64>
}
