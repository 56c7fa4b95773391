// The difference of a loop's bounds may overflow their type, and so may the
// index after the last one.
// RUN: ag-run %s --entry=apart --on=cpu --input=zeros --same-as=%s
// RUN: ag-run %s --entry=unsigned --on=cpu --input=zeros --same-as=%s
// RUN: ag-run %s --entry=behind --on=cpu --input=zeros --input=iota --same-as=%s
// RUN: ag-run %s --entry=wide --on=cpu --input=zeros --same-as=%s
// RUN: ag-run %s --entry=wide_unsigned --on=cpu --input=zeros --input=iota --same-as=%s
// RUN: ag-run %s --entry=casts --on=cpu --input=zeros --same-as=%s
func.func @apart(%x: tensor<2xi32>) -> tensor<2xi32> {
  %a = arith.constant -100 : i8
  %b = arith.constant 100 : i8
  %s = arith.constant 1 : i8
  %r = scf.for %i = %a to %b step %s iter_args(%y = %x) -> tensor<2xi32> : i8 {
    %k = arith.extsi %i : i8 to i32
    %t = tensor.splat %k : tensor<2xi32>
    %m = ag.mul %y, %t : tensor<2xi32>
    %u = ag.add %m, %t : tensor<2xi32>
    scf.yield %u : tensor<2xi32>
  }
  return %r : tensor<2xi32>
}

func.func @unsigned(%x: tensor<2xi32>) -> tensor<2xi32> {
  %a = arith.constant 50 : i8
  %b = arith.constant 250 : i8
  %s = arith.constant 100 : i8
  %r = scf.for unsigned %i = %a to %b step %s iter_args(%y = %x) -> tensor<2xi32> : i8 {
    %k = arith.extui %i : i8 to i32
    %t = tensor.splat %k : tensor<2xi32>
    %u = ag.add %y, %t : tensor<2xi32>
    scf.yield %u : tensor<2xi32>
  }
  return %r : tensor<2xi32>
}

// The index after 100 would be 200, which is no i8.
func.func @behind(%x: tensor<2xi32>, %n: tensor<3xi8>) -> tensor<2xi32> {
  %c2 = arith.constant 2 : index
  %a = tensor.extract %n[%c2] : tensor<3xi8>
  %b = arith.constant 120 : i8
  %s = arith.constant 100 : i8
  %r = scf.for %i = %a to %b step %s iter_args(%y = %x) -> tensor<2xi32> : i8 {
    %k = arith.extsi %i : i8 to i32
    %t = tensor.splat %k : tensor<2xi32>
    %u = ag.add %y, %t : tensor<2xi32>
    scf.yield %u : tensor<2xi32>
  }
  return %r : tensor<2xi32>
}

func.func @wide(%x: tensor<2xi64>) -> tensor<2xi64> {
  %a = arith.constant -9223372036854775807 : i64
  %b = arith.constant 9223372036854775807 : i64
  %s = arith.constant 4611686018427387904 : i64
  %r = scf.for %i = %a to %b step %s iter_args(%y = %x) -> tensor<2xi64> : i64 {
    %t = tensor.splat %i : tensor<2xi64>
    %m = ag.mul %y, %t : tensor<2xi64>
    %u = ag.sub %m, %t : tensor<2xi64>
    scf.yield %u : tensor<2xi64>
  }
  return %r : tensor<2xi64>
}

// From 2 to 2^64 - 2.
func.func @wide_unsigned(%x: tensor<2xi64>, %n: tensor<3xi64>) -> tensor<2xi64> {
  %c2 = arith.constant 2 : index
  %a = tensor.extract %n[%c2] : tensor<3xi64>
  %b = arith.constant -2 : i64
  %s = arith.constant 4611686018427387904 : i64
  %r = scf.for unsigned %i = %a to %b step %s iter_args(%y = %x) -> tensor<2xi64> : i64 {
    %t = tensor.splat %i : tensor<2xi64>
    %m = ag.mul %y, %t : tensor<2xi64>
    %u = ag.sub %m, %t : tensor<2xi64>
    scf.yield %u : tensor<2xi64>
  }
  return %r : tensor<2xi64>
}

// The i8 200 is 200 if unsigned, and -56 if signed.
func.func @casts(%x: tensor<2xi32>) -> tensor<2xi32> {
  %a = arith.constant 200 : i8
  %b = arith.constant 202 : i8
  %s = arith.constant 1 : i8
  %r = scf.for unsigned %i = %a to %b step %s iter_args(%y = %x) -> tensor<2xi32> : i8 {
    %j = arith.index_castui %i : i8 to index
    %k = arith.index_cast %i : i8 to index
    %m = arith.muli %j, %k : index
    %n = arith.index_cast %m : index to i32
    %t = tensor.splat %n : tensor<2xi32>
    %u = ag.sub %t, %y : tensor<2xi32>
    scf.yield %u : tensor<2xi32>
  }
  return %r : tensor<2xi32>
}
