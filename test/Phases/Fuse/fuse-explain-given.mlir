// A value that no group of both computes is in memory in any case, whatever its size.
// RUN: sed -e s/24x768/100000x768/g %s | ag-opt --fuse --march=x86-64-v3 --remarks-filter=ag-fuse -o /dev/null 2>&1 | FileCheck %s --check-prefix=LARGE
// LARGE: [Missed] readers | {{.*}}Function=given | Reason="there is nothing to gain: moving takes {{.*}} together, {{.*}} apart", {{.*}} bytes=307200000,
func.func @given(%x: tensor<24x768xf32>, %q: tensor<768x768xf32>, %k: tensor<768x768xf32>) -> (tensor<24x768xf32>, tensor<24x768xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%z = %x) -> (tensor<24x768xf32>) {
    %t = ag.tanh %z : tensor<24x768xf32>
    scf.yield %t : tensor<24x768xf32>
  }
  %0 = ag.contract "if,fg->ig" %y, %q : tensor<24x768xf32>, tensor<768x768xf32> -> tensor<24x768xf32>
  %1 = ag.contract "if,fg->ig" %y, %k : tensor<24x768xf32>, tensor<768x768xf32> -> tensor<24x768xf32>
  return %0, %1 : tensor<24x768xf32>, tensor<24x768xf32>
}
