// Which rows of a long list are to be drawn, by their heights.

export class Heights {
	constructor() {
		this.tops = new Float64Array(1);
	}

	set(heights) {
		this.tops = new Float64Array(heights.length + 1);
		let top = 0;
		for (let row = 0; row < heights.length; row += 1) {
			top += heights[row];
			this.tops[row + 1] = top;
		}
	}

	get count() {
		return this.tops.length - 1;
	}

	get total() {
		return this.tops[this.count];
	}

	rowAt(top) {
		let [low, high] = [0, this.count];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.tops[middle + 1] <= top) low = middle + 1;
			else high = middle;
		}
		return Math.min(low, Math.max(0, this.count - 1));
	}

	/** The first and last row to draw for what is seen from `top`, with some more on both sides. */
	window(top, height, more = 6) {
		return [Math.max(0, this.rowAt(top) - more), Math.min(this.count - 1, this.rowAt(top + height) + more)];
	}
}
