// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @slice(%x: tensor<4x8xf32>) {
  // expected-error@+1 {{'ag.slice' [slice] 1 offsets, 2 sizes and 2 strides for an operand of rank 2}}
  %0 = ag.slice %x [0] [4, 8] [1, 1] : tensor<4x8xf32>
  return
}

// -----

func.func @strides(%x: tensor<8xf32>) {
  // expected-error@+1 {{'ag.slice' [strides] the stride of dimension 0 is 0}}
  %0 = ag.slice %x [0] [4] [0] : tensor<8xf32> -> tensor<4xf32>
  return
}

// -----

func.func @bounds(%x: tensor<8xf32>) {
  // expected-error@+1 {{'ag.slice' [bounds] 4 elements from 2 on, 2 apart, do not fit into dimension 0 of size 8}}
  %0 = ag.slice %x [2] [4] [2] : tensor<8xf32> -> tensor<4xf32>
  return
}

// -----

func.func @pad(%x: tensor<8xf32>, %v: tensor<f32>) {
  // expected-error@+1 {{'ag.pad' [pad] low widths hold the negative -1}}
  %0 = ag.pad %x low [-1] high [0] with %v : tensor<8xf32>, tensor<f32> -> tensor<7xf32>
  return
}

// -----

func.func @pad_interior(%x: tensor<8xf32>, %v: tensor<f32>) {
  // expected-error@+1 {{'ag.pad' [pad] interior widths hold the negative -1}}
  %0 = ag.pad %x low [0] high [0] interior [-1] with %v : tensor<8xf32>, tensor<f32> -> tensor<1xf32>
  return
}

// -----

func.func @pad_interior_count(%x: tensor<8xf32>, %v: tensor<f32>) {
  // expected-error@+1 {{'ag.pad' [pad] 2 interior widths for an operand of rank 1}}
  %0 = ag.pad %x low [0] high [0] interior [1, 1] with %v : tensor<8xf32>, tensor<f32> -> tensor<15xf32>
  return
}

// -----

func.func @pad_too_large(%x: tensor<8xf32>, %v: tensor<f32>, %n: index) {
  // expected-error@+1 {{'ag.pad' [pad] dimension 0 becomes too large}}
  %0 = ag.pad %x low [%n] high [0] interior [2000000000000000000] with %v : tensor<8xf32>, tensor<f32> -> tensor<?xf32>
  return
}

// -----

func.func @pad_ranks(%x: tensor<8xf32>) {
  // expected-error@+1 {{'ag.pad' [ranks] the value has rank 1, expected 0}}
  %0 = ag.pad %x low [1] high [0] with %x : tensor<8xf32>, tensor<8xf32> -> tensor<9xf32>
  return
}

// -----

func.func @dim(%x: tensor<8xf32>) {
  // expected-error@+1 {{'ag.concat' [dim] there is no dimension 1 of an operand of rank 1}}
  %0 = ag.concat 1 %x, %x : tensor<8xf32>, tensor<8xf32> -> tensor<16xf32>
  return
}

// -----

func.func @concat_sizes(%x: tensor<2x8xf32>, %y: tensor<2x9xf32>) {
  // expected-error@+1 {{'ag.concat' [sizes] dimension 1 is 8 but 9 in operand 1}}
  %0 = ag.concat 0 %x, %y : tensor<2x8xf32>, tensor<2x9xf32> -> tensor<4x8xf32>
  return
}
