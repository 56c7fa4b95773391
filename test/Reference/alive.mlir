// --alive prints the largest number of live bytes in a run. Arguments and parameters are always live, values from
// their op to their last use, and forwarded values count once. A tensor has 32 bytes if nothing else is said.
// RUN: ag-run %s --entry=straight --input=ones --weights=ones --alive | FileCheck %s --check-prefix=STRAIGHT --implicit-check-not=f32
// RUN: ag-run %s --entry=carried --input=ones --alive | FileCheck %s --check-prefix=CARRIED
// RUN: ag-run %s --entry=kept --input=ones --alive | FileCheck %s --check-prefix=KEPT
// RUN: ag-run %s --entry=choice --input=ones --alive | FileCheck %s --check-prefix=THEN
// RUN: ag-run %s --entry=choice --input=zeros --alive | FileCheck %s --check-prefix=ELSE
// RUN: ag-run %s --entry=repeated --input=ones --alive | FileCheck %s --check-prefix=REPEATED
// RUN: ag-run %s --entry=body --input=ones --alive | FileCheck %s --check-prefix=BODY
// RUN: ag-run %s --entry=calls --input=ones --alive | FileCheck %s --check-prefix=CALLS
// RUN: ag-run %s --entry=parts --input=ones --alive | FileCheck %s --check-prefix=PARTS
// RUN: ag-run %s --entry=sizes --dim=n=3 --input=ones --alive --time=2 | FileCheck %s --check-prefix=SIZES
// RUN: not ag-run %s --entry=sizes --dim=n=3 --input=ones --alive --on=cpu 2>&1 | FileCheck %s --check-prefix=CPU

// CPU: error: --alive: only the interpreter counts live bytes

// x, w once, and two values at a time; constants do not count, and a value without a use is dead at once.
// STRAIGHT: {{^}}alive: at most 128 bytes at once
func.func @straight(%x: tensor<8xf32>) -> tensor<8xf32> {
  %w = ag.parameter "w" : tensor<8xf32>
  %c = arith.constant dense<2.0> : tensor<8xf32>
  %0 = ag.mul %x, %c : tensor<8xf32>
  %unread = ag.exp %x : tensor<8xf32>
  %v = ag.parameter "w" : tensor<8xf32>
  %1 = ag.add %0, %w : tensor<8xf32>
  %2 = ag.add %1, %v : tensor<8xf32>
  return %2 : tensor<8xf32>
}

// x, and in the loop the iter_arg and the yielded value, but not the initial value.
// CARRIED: {{^}}alive: at most 96 bytes at once
func.func @carried(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0 = ag.exp %x : tensor<8xf32>
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%t = %0) -> tensor<8xf32> {
    %1 = ag.neg %t : tensor<8xf32>
    scf.yield %1 : tensor<8xf32>
  }
  %2 = ag.neg %r : tensor<8xf32>
  return %2 : tensor<8xf32>
}

// The same, but the loop also reads the value from before it in each iteration.
// KEPT: {{^}}alive: at most 128 bytes at once
func.func @kept(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0 = ag.exp %x : tensor<8xf32>
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%t = %0) -> tensor<8xf32> {
    %1 = ag.mul %t, %0 : tensor<8xf32>
    scf.yield %1 : tensor<8xf32>
  }
  return %r : tensor<8xf32>
}

// 33 bytes of arguments; %0 and 256 bytes on one side, the result alone on the other. The result is live after both.
// THEN: {{^}}alive: at most 353 bytes at once
// ELSE: {{^}}alive: at most 97 bytes at once
func.func @choice(%x: tensor<8xf32>, %c: tensor<i1>) -> tensor<8xf32> {
  %holds = tensor.extract %c[] : tensor<i1>
  %0 = ag.exp %x : tensor<8xf32>
  %r = scf.if %holds -> tensor<8xf32> {
    %1 = ag.broadcast %0 [1] : tensor<8xf32> -> tensor<8x8xf32>
    %2 = ag.reduce sum %1 [0] : tensor<8x8xf32> -> tensor<8xf32>
    scf.yield %2 : tensor<8xf32>
  } else {
    %3 = ag.neg %0 : tensor<8xf32>
    scf.yield %3 : tensor<8xf32>
  }
  return %r : tensor<8xf32>
}

// 16 bytes of x; up to the condition 16 of the iter_arg and 32 of the forwarded value, which is live after it.
// REPEATED: {{^}}alive: at most 64 bytes at once
func.func @repeated(%x: tensor<4xf32>) -> tensor<8xf32> {
  %limit = arith.constant 10.0 : f32
  %r = scf.while (%a = %x) : (tensor<4xf32>) -> tensor<8xf32> {
    %s = ag.reduce sum %a [0] : tensor<4xf32> -> tensor<f32>
    %v = tensor.extract %s[] : tensor<f32>
    %more = arith.cmpf olt, %v, %limit : f32
    %b = ag.concat 0 %a, %a : tensor<4xf32>, tensor<4xf32> -> tensor<8xf32>
    scf.condition(%more) %b : tensor<8xf32>
  } do {
  ^bb0(%b: tensor<8xf32>):
    %h = ag.slice %b [0] [2] [1] : tensor<8xf32> -> tensor<2xf32>
    %t = ag.concat 0 %h, %h : tensor<2xf32>, tensor<2xf32> -> tensor<4xf32>
    %u = ag.add %t, %t : tensor<4xf32>
    scf.yield %u : tensor<4xf32>
  }
  return %r : tensor<8xf32>
}

// The same as without the region: x, %0, which is %a in the body, and %1.
// BODY: {{^}}alive: at most 96 bytes at once
func.func @body(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = ag.exp %x : tensor<8xf32>
  %r = ag.region "inside" (%a = %0 : tensor<8xf32>) -> tensor<8xf32> {
    %1 = ag.neg %a : tensor<8xf32>
    ag.yield %1 : tensor<8xf32>
  }
  return %r : tensor<8xf32>
}

// CALLS: {{^}}alive: at most 128 bytes at once
func.func @calls(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = ag.exp %x : tensor<8xf32>
  %1 = call @called(%0) : (tensor<8xf32>) -> tensor<8xf32>
  return %1 : tensor<8xf32>
}
func.func private @called(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = ag.neg %x : tensor<8xf32>
  %1 = ag.neg %0 : tensor<8xf32>
  return %1 : tensor<8xf32>
}

// Values of an op's decomposition do not count.
// PARTS: {{^}}alive: at most 96 bytes at once
func.func @parts(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = tensor.empty() : tensor<8xf32>
  %1 = linalg.softmax dimension(0) ins(%x : tensor<8xf32>) outs(%0 : tensor<8xf32>) -> tensor<8xf32>
  return %1 : tensor<8xf32>
}

// SIZES: {{^}}alive: at most 36 bytes at once
func.func @sizes(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %0 = ag.exp %x : tensor<?xf32>
  %1 = ag.neg %0 : tensor<?xf32>
  return %1 : tensor<?xf32>
}
